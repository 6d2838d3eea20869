// An order of 12345 on a case: written down by hand, every step's page, and what is left of it.
import { choose, write } from "./hands.mjs";

const QUEUE = { kind: "complaint", channel: "visit", narrative: "挂号窗口排队三小时没人管。", allegations: [{ category: "T05", departments: ["SF"], text: "排队三小时" }], contact: { name: "高远", phone: "13800000024", relation: "self", identity_check: "oral" } };

const PRINTED = { issuer: "市12345热线中心", issued_at: "2026-09-28T08:40", received_at: "2026-09-28T08:50", sign_by: "2026-09-28T18:00", contact_by: "2026-09-29T09:00", finish_by: "2026-10-12T17:30", text_limit: "200" };

const press = (page) => page.$eval("main form .btn-primary", (one) => one.click());

export async function orders({ program, look, lookAfter }) {
  const office = program("coordinator");
  const { number } = await office.register(QUEUE);
  await look("coordinator", "/orders");
  await look("coordinator", `/cases/${number}/take-order`);
  // Each language writes down an order of its own: a number is written down once.
  const numbers = ["20260928-8841", "20260928-8842"].values();
  await lookAfter("coordinator", `/cases/${number}/take-order`, async (page) => {
    await write(page, "[name=number]", numbers.next().value);
    await choose(page, "[name=nature]", "complaint");
    for (const [name, text] of Object.entries(PRINTED)) await write(page, `[name=${name}]`, text);
    await press(page);
  });
  await look("coordinator", "/orders");
  await look("coordinator", `/cases/${number}`);
  const { items } = await office.get("/orders");
  const path = `/orders/${items[0].id}`;
  for (const part of ["", "/sign", "/contact", "/ask-extension", "/return", "/fill-back", "/rate"]) await look("coordinator", path + part);

  const step = async (verb, body) => {
    const { version } = await office.get(path);
    await office.post(`${path}/${verb}`, { ...body, version });
  };
  await step("sign", {});
  await step("ask-extension", { until: "2026-10-14T17:30:00+08:00", reason: "等第三方检测结果" });
  await look("coordinator", `${path}/answer-extension`);
  await step("answer-extension", { until: "2026-10-14T17:30:00+08:00" });
  await step("contact", { way: "phone" });
  await step("fill-back", { text: "已电话答复来电人，增开窗口一个。", solved: "yes" });
  await step("rate", { contacted: true, solved: true, satisfied: false });
  await look("coordinator", path);
  await look("coordinator", "/orders?show=over");
  await look("coordinator", "/orders?number=none");
}
