// How cases end otherwise than by an answer, and what is said to the person on the way: asked for more, tried, promised, refused, reviewed.

const QUEUE = {
  kind: "complaint",
  channel: "phone",
  narrative: "挂号排队三小时，停车场收费也太高。",
  contact: { name: "许映雪", phone: "13800000003", relation: "self", reply_by: "phone" },
};
// Severe enough that it is looked into even where nobody asks any more.
const POINTS = [
  { category: "T05", departments: ["SF"], text: "挂号排队三小时", severity: 2 },
  { category: "T06", text: "停车场收费太高" },
];

// Sent without a word in it.
const press = (page) => page.$eval("main form .btn-primary", (button) => button.click());

// From a refusal that was decided to the one review of it.
export async function reviewed({ program, look, lookAfter }, number) {
  const path = `/cases/${number}`;
  for (const part of ["tell-refusal", "refusal-notice"]) await look("coordinator", `${path}/${part}`);
  await program("coordinator").take(number, "tell-refusal", { by: "letter", proof: "挂号 XA0098 号" });
  await look("coordinator", `${path}/ask-review`);
  await program("coordinator").take(number, "ask-review", { wish: "法院受理的是另一件事，这件没有人看" });
  await look("coordinator", path);
  await look("vice-president", `${path}/review-again`);
  await lookAfter("vice-president", `${path}/review-again`, press, { status: 422 });
  await program("vice-president").take(number, "review-again", { outcome: "kept", reason: "诉状与来电所述是同一件事", by: "phone" });
  // A second wish is answered by the lawful routes.
  for (const part of ["", "/ask-review"]) await look("coordinator", path + part);
}

export async function withdrawn({ program, look, lookAfter }) {
  const { number } = await program("receptionist").register({ ...QUEUE, allegations: POINTS });
  const path = `/cases/${number}`;
  const owner = program("coordinator");
  await owner.take(number, "accept");
  for (const verb of ["refuse", "request-supplement", "try-contact", "interim", "withdraw"]) await look("coordinator", `${path}/${verb}`);
  await lookAfter("coordinator", `${path}/request-supplement`, press, { status: 422 });
  await owner.take(number, "request-supplement", { missing: "请告诉我们是哪一个窗口", until: "2026-09-30", by: "phone" });
  for (const part of ["notice", "supplement"]) await look("coordinator", `${path}/${part}`);
  await owner.take(number, "supplement", { text: "门诊一楼三号窗口" });

  await owner.take(number, "refuse", { allegations: [{ allegation: 2, reason: "outside_power", explanation: "停车场由市政公司经营。", instead: "请拨打12315反映" }] });
  await look("director", `${path}/refuse`);
  await program("director").take(number, "refuse");

  await owner.take(number, "try-contact", { at: "2026-09-28T09:00:00+08:00", way: "phone", outcome: "no_answer", note: "响铃一分钟" });
  await owner.take(number, "interim", { text: "已调取窗口录像，正在核对", promised: "2026-10-09", by: "phone" });
  // The second promise says why the first was not kept.
  for (const part of ["", "/interim"]) await look("coordinator", path + part);
  await owner.take(number, "withdraw", { why: "当天已经挂上号，不再要答复", confirmed_by: "read_back" });
  await look("coordinator", path);
}

export async function returned({ program, look }) {
  const { number } = await program("receptionist").register({ ...QUEUE, channel: "hotline_12345" });
  await look("director", `/cases/${number}/return-to-sender`);
  await program("director").take(number, "return-to-sender", { reason: "来件所述为青禾市中医院的挂号窗口" });
  await look("director", `/cases/${number}`);
}
