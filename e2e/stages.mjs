// Brings cases by program to each point of their way and has their pages looked at there: `program` gives a role's program, `look` looks at a page as a role.
import { pickFile, tick, write } from "./hands.mjs";
import { knowNames } from "./look.mjs";
import { once } from "./stages-approvals.mjs";

const COMPLAINT = {
  kind: "complaint",
  channel: "duty",
  urgency: "urgent",
  mood: "angry",
  narrative: "父亲术后夜里疼得厉害，按铃四十分钟没有人来；急诊转来时也没有人说明要等多久。",
  demand: "现在就来人看，并书面说明为什么没人应答",
  underlying_need: "怕夜里再没有人管",
  leader_instruction: "请速查明答复",
  bed_no: "12床",
  risks: ["media"],
  risk_reason: "说要发到网上",
  help_needs: ["elder", "company"],
  persons_present: 3,
  already_in_court: "petition",
  incident_place: "骨科二病区",
  privacy_shown: true,
  patient: { name: "高守田", sex: "male", birth_date: "1948-05-06", record_no: "ZY0098812", document_kind: "passport", document_no: "E12345678" },
  contact: { name: "高远", phone: "13800000024", relation: "child", reply_by: "letter", address: "青禾市柳荫路 7 号", identity_check: "document" },
  department: "GK2",
  visit_type: "inpatient",
  incident_at: "2026-09-27T21:50:00+08:00",
  received_at: "2026-09-27T22:40:00+08:00",
  allegations: [
    { category: "T02", departments: ["GK2"], text: "夜间按铃四十分钟无人应答", severity: 2 },
    { category: "T01", departments: ["JZ"], text: "急诊转科时没有说明等待时间" },
  ],
};
const QUICK = { kind: "complaint", channel: "phone", narrative: "收费处窗口关闭没有告示。", allegations: [{ category: "T05", departments: ["SF"], text: "窗口关闭" }], contact: { name: "许映雪", phone: "13800000002", relation: "self", reply_by: "phone" } };

export async function registered({ program, look, lookAfter }) {
  const { number } = await program("duty-officer").register(COMPLAINT);
  const path = `/cases/${number}`;
  await look("receptionist", path);
  for (const part of ["accept", "refuse", "amend", "print", "slip?size=a5", "slip?size=80mm"]) await look("receptionist", `${path}/${part}`);
  // A form that says what is wrong, and a step that does not belong here.
  await lookAfter("receptionist", `${path}/refuse`, (page) => page.$eval("main form .btn-primary, main form .btn-danger", (button) => button.click()), { status: 422 });
  await look("director", `${path}/archive`, { status: 422 });
  return number;
}

export async function settledOrRefused({ program, look }) {
  const { number: enquiry } = await program("receptionist").register({ kind: "enquiry", channel: "phone", narrative: "外地医保住院要带哪些材料？" });
  await look("receptionist", `/cases/${enquiry}/settle`);
  await program("receptionist").take(enquiry, "settle", { result: "已说明所需材料。" });
  await look("receptionist", `/cases/${enquiry}`);

  const { number: refused } = await program("receptionist").register(QUICK);
  await program("coordinator").take(refused, "refuse", { reason: "in_court", explanation: "法院已经立案，请等待判决。", body: "青禾市人民法院" });
  for (const part of ["", "/refuse", "/decline"]) await look("director", `/cases/${refused}${part}`);
  await program("director").take(refused, "refuse", {});
  await look("director", `/cases/${refused}`);

  const { number: handed } = await program("receptionist").register(QUICK);
  await program("receptionist").take(handed, "accept");
  await program("director").take(handed, "assign", { owner: "coordinator" });
  await look("director", `/cases/${handed}/hand-over`);
  await program("director").take(handed, "hand-over", { to: "police", reason: "反映有人在窗口前倒卖号源" });
  await look("director", `/cases/${handed}`);
  return refused;
}

export async function assigned({ program, look, lookAfter }, number) {
  const path = `/cases/${number}`;
  await look("director", `${path}/assign`, { status: 422 });
  // Somebody was faster: what was chosen comes again, with the news.
  await lookAfter(
    "receptionist",
    `${path}/accept`,
    async (page) => {
      await page.$eval("[name=version]", (field) => (field.value = "0"));
      await page.$eval("main form .btn-primary", (button) => button.click());
    },
    { status: 409 },
  );
  await program("receptionist").take(number, "accept");
  await look("director", `${path}/assign`);
  await program("director").take(number, "assign", { owner: "coordinator" });
  await look("coordinator", `${path}/joint-study`);
  await program("coordinator").take(number, "joint-study", { reason: "两个科室须共同查清经过" });
  for (const part of ["joint-study", "decline"]) await look("director", `${path}/${part}`);
  await program("director").take(number, "joint-study");
  await look("coordinator", `${path}/inform`);
  await program("coordinator").take(number, "inform", { by: "phone", told_at: "2026-09-28T08:50:00+08:00", text: "两个科室要一起查，最迟十月中答复您。" });
  await look("coordinator", `${path}/pause`);
  await program("coordinator").take(number, "pause", { reason: "等家属送来外院病历" });
  await look("coordinator", `${path}/resume`);
  await program("coordinator").take(number, "resume");
  await program("coordinator").take(number, "note", { visibility: "private", text: "家属情绪激动，下次请两人接待。" });
  await program("coordinator").take(number, "note", { visibility: "shared", text: "请科室先准备呼叫记录。" });
  for (const page of Object.values(await look.as("coordinator"))) {
    await page.goto(look.url + path);
    await pickFile(page, "#file", look.file);
    await Promise.all([page.waitForNavigation(), page.$eval("form[action$='/attach'] button", (button) => button.click())]);
  }
}

export async function inquired({ program, look, lookAfter }, number) {
  const path = `/cases/${number}`;
  await look("coordinator", `${path}/request-statement`);
  await lookAfter("coordinator", `${path}/request-statement`, async (page) => {
    await write(page, "[name=question]", "");
    // The browser itself would ask first, in its own words.
    await page.$eval("main form .btn-primary", (button) => ((button.form.noValidate = true), button.click()));
  }, { status: 422 });
  await program("coordinator").take(number, "request-statement", { departments: ["GK2", "JZ"], question: "当晚铃声响应与转科告知的经过？" });
  const asked = (await program("coordinator").get(`${path}/statements`)).items;
  const ward = `/statements/${asked[0].id}`;
  for (const role of ["contact-ward", "coordinator"]) await look(role, ward);
  await look("contact-ward", "/inbox");
  await look("contact-ward", path);
  await program("contact-ward").take(number, "submit-statement", { text: "当晚工作正常，没有问题。" });
  for (const role of ["contact-ward", "coordinator"]) await look(role, ward);
  await program("coordinator").take(number, "return-statement", { department: "GK2", reason: "没有说明二十一点五十分以后的经过" });
  await look("contact-ward", ward);
  await program("contact-ward").take(number, "submit-statement", { text: "两名护士同在抢救室，铃声无人转接。", condition: "术后第一日", course: "二十二点三十分应答", communication: "抢救后向家属说明" });
  await program("coordinator").take(number, "excuse-statement", { department: "JZ", reason: "当班医生外派，改由病历查清" });
  await look("coordinator", ward.replace(asked[0].id, asked[1].id));
  await look("coordinator", "/inbox");
  for (const part of ["investigation", "find"]) await look("coordinator", `${path}/${part}`);
  await program("coordinator").take(number, "investigate", {
    condition: "髋关节术后第一日，疼痛评分六分",
    course: [{ time: "21:50", place: "病房", what: "按铃", source: "呼叫记录" }],
    communication: "抢救结束后向家属说明",
  });
  await program("coordinator").take(number, "find", {
    findings: [
      { allegation: 1, finding: "partly_upheld", reason: "等待属实，原因是同时抢救" },
      { allegation: 2, finding: "not_upheld", reason: "交接单上有家属签字" },
    ],
  });
  for (const part of ["investigation", "review"]) await look("director", `${path}/${part}`);
  await program("director").take(number, "review", { ok: true });
  await look("coordinator", `${path}/handle`);
  // Money is paid only as far as somebody has approved it.
  const refund = await program("coordinator").take(number, "money", { purpose: "refund", amount_fen: 12050, reason: "核实多收一次检查费" });
  await program("director").post(`/approvals/${refund.id}/decide`, { version: refund.version, verdict: "approve", reason: "票据已核对" });
  await program("coordinator").take(number, "handle", { modes: ["explain", "apologise"], result: "向家属说明并致歉；夜间铃声转接到护士长手机。", refunded_fen: 12050 });
}

export async function answered({ program, look, lookAfter, setClock }, number) {
  const path = `/cases/${number}`;
  await look("coordinator", `${path}/answer`);
  await lookAfter(
    "coordinator",
    `${path}/answer`,
    async (page) => {
      await tick(page, "[name=mode][value=phone]");
      await write(page, "[name=spoken_at]", "2027-01-01T00:00");
      await page.$eval("main form .btn-primary", (button) => button.click());
    },
    { status: 422 },
  );
  const said = { answers: [
    { allegation: 1, answer: "铃声没有转接，让您父亲久等，我们道歉。", next_step: "铃声转接到护士长手机" },
    { allegation: 2, answer: "交接单上有告知与签字。", next_step: "无需进一步措施" },
  ] };
  await program("coordinator").take(number, "answer", { mode: "phone", spoken_at: "2026-09-28T08:55:00+08:00", read_back: true, ...said });
  await program("coordinator").take(number, "answer", { mode: "letter", ...said });
  await look("coordinator", `${path}/letter/edit`);
  await program("coordinator").take(number, "letter", {
    salutation: "高远先生",
    opening: "感谢您来电反映。",
    steps: "调阅了当晚的呼叫记录与转科交接单。",
    result: "夜间铃声转接到护士长手机，每周抽查。",
    contact_name: "沈知远",
    contact_phone: "0000-1234567",
    dated: "2026-09-28",
  });
  for (const part of ["letter", "approve"]) await look("director", `${path}/${part}`);
  await program("director").take(number, "approve", { ok: false, reason: "请把道歉写在前面" });
  await look("coordinator", `${path}/answer`);
  await program("coordinator").take(number, "answer", { mode: "letter", ...said });
  await program("director").take(number, "approve");
  await look("coordinator", `${path}/letter`);
  await program("coordinator").take(number, "release");
  await once(look, "coordinator", `${path}/letter`, async (page) => {
    await pickFile(page, "#file", look.file);
    await page.$eval("form[action$='/letter/original'] button", (button) => button.click());
  });
  for (const part of ["letter", "deliver"]) await look("coordinator", `${path}/${part}`);
  // Little enough that nobody has to sign in again.
  await setClock("2026-09-28T09:06:00+08:00");
  knowNames([COMPLAINT.contact.name]);
  await program("coordinator").take(number, "prove-delivery", { mode: "letter", delivered_at: "2026-09-28T09:05:00+08:00", proof: { signer: "高远", relation: "child" } });
}

export async function ended({ program, look, setClock }, number) {
  const path = `/cases/${number}`;
  await look("director", `${path}/close`);
  await program("director").take(number, "close", { improvement: "铃声转接到护士长手机，三十日后检查效果" });
  await look("coordinator", `${path}/follow-up`);
  await setClock("2026-09-28T09:12:00+08:00");
  await program("coordinator").take(number, "follow-up", { reached: false, outcome: "no-answer", tried_at: "2026-09-28T09:10:00+08:00", note: "无人接听" });
  await look("coordinator", `${path}/follow-up`);
  await program("coordinator").take(number, "follow-up", { reached: true, satisfaction: 2, reason: "等得太久，没有人来说明", identity_checked: true, understood: true, measures_done: false, rated_by_patient: true, new_demand: "希望护士长当面道歉" });
  // Whoever is not satisfied is heard once more, by another hand, before anything is put away.
  await look("director", `${path}/archive`);
  await program("vice-president").take(number, "review-again", { outcome: "kept", reason: "呼叫记录与答复一致", by: "phone" });
  await program("director").take(number, "archive");
  await look("director", `${path}/reopen`);
  await program("director").take(number, "reopen", { reason: "家属带来新的录音", evidence: "当晚病房里的录音", received_at: "2026-09-28T09:11:00+08:00", channel: "visit" });
  for (const role of ["director", "coordinator", "contact-ward", "supervisor", "vice-president"]) await look(role, path);
}

// Some of the ways into a case are shown to those who wait: a public report and its receipt.
export async function reportedByPublic({ look, lookAfter }) {
  for (const path of ["/r", "/r?kind=complaint", "/r/privacy", "/r/status"]) await look("nobody", path);
  const report = (phone) => async (page) => {
    await write(page, "[name=narrative]", "夜里按铃二十分钟没有人来。");
    await write(page, "[name=phone]", phone);
    await page.$eval("form .btn-primary", (button) => button.click());
  };
  await lookAfter("nobody", "/r?kind=complaint", report("1380000000"), { status: 422 });
  await lookAfter("nobody", "/r?kind=complaint", report("13800000009"));
  for (const page of Object.values(await look.as("nobody"))) {
    await page.goto(`${look.url}/r/receipt`);
    page.code = (await page.innerText(".receipt-code")).trim();
  }
  await lookAfter(
    "nobody",
    "/r/status",
    async (page) => {
      await write(page, "[name=code]", page.code);
      await page.$eval("form .btn-primary", (button) => button.click());
    },
    { status: 200 },
  );
}

