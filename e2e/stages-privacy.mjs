// The purpose table, consents, what was handed outside and requests about one's own data.
import { choose, write } from "./hands.mjs";

const MATTER = { kind: "complaint", channel: "visit", narrative: "谈话时希望录音，事后要求查阅登记的信息。", allegations: [{ category: "T02", departments: ["GK2"], text: "说明不清楚" }], contact: { name: "高远", phone: "13800000024", relation: "child", reply_by: "phone" } };

const press = (page, button = "main form .btn-primary") => page.$eval(button, (one) => one.click());

async function fill(page, choices, texts) {
  for (const [name, value] of Object.entries(choices)) await choose(page, `[name='${name}']`, value);
  for (const [name, value] of Object.entries(texts)) await write(page, `[name='${name}']`, value);
  await press(page);
}

export async function privacy({ program, look, lookAfter }) {
  for (const role of ["director", "audit-admin"]) await look(role, "/privacy");
  await look("nobody", "/r/privacy?version=2026-11");
  for (const path of ["/privacy/disclosures", "/privacy/requests", "/privacy/requests/new"]) await look("coordinator", path);
  const { number } = await program("coordinator").register(MATTER);

  const consents = `/cases/${number}/consents`;
  await look("coordinator", consents);
  await lookAfter("coordinator", consents, press, { status: 422 });
  await lookAfter("coordinator", consents, (page) => fill(page, { kind: "recording", decision: "given", whom: "contact", how: "word" }, {}));
  // Taken back once; a second time there is nothing to take back.
  const { zh } = await look.as("coordinator");
  const withdraw = (page) => fill(page, { kind: "recording", decision: "withdrawn", whom: "contact", how: "word" }, {});
  await zh.goto(look.url + consents);
  await Promise.all([zh.waitForNavigation(), withdraw(zh)]);
  await lookAfter("coordinator", consents, withdraw, { status: 422 });

  const disclose = `/cases/${number}/disclosures/new`;
  await look("coordinator", disclose);
  await lookAfter("coordinator", disclose, press, { status: 422 });
  await lookAfter("coordinator", disclose, (page) => fill(page, { recipient: "police", basis: "law", way: "hand", approver: "1005" }, { body: "城东派出所", ground: "调取证据通知书", purpose: "查办治安案件", what: "投诉登记表" }));
  await look("audit-admin", "/privacy/disclosures");
  await zh.goto(`${look.url}/privacy/disclosures`);
  const line = await zh.$eval("main a[data-row-link]", (link) => link.getAttribute("href"));
  await look("coordinator", line);

  await lookAfter("coordinator", "/privacy/requests/new", press, { status: 422 });
  await lookAfter("coordinator", "/privacy/requests/new", (page) => fill(page, { standing: "oneself", about: "contact", asks: "copy" }, { asker: "高远", what: "登记的全部信息", cases: number }));
  await zh.goto(`${look.url}/privacy/requests`);
  const request = await zh.$eval("main a[data-row-link]", (link) => link.getAttribute("href"));
  await look("coordinator", `${request}/overview`);
  await zh.goto(look.url + request);
  await write(zh, "[name=checked_how]", "看过身份证原件");
  await Promise.all([zh.waitForNavigation(), press(zh, `form[action='${request}/check'] button`)]);
  for (const path of [request, `${request}/overview`, "/privacy/requests", `/cases/${number}`]) await look("coordinator", path);
}
