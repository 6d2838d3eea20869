// Held, sealed away and, years later, destroyed: each page of keeping and letting go.
import { write } from "./hands.mjs";

const ENQUIRY = { kind: "enquiry", channel: "phone", narrative: "怎样复印病历？" };
const COMPLAINT = { kind: "complaint", channel: "visit", narrative: "候诊时叫号顺序乱。", allegations: [{ category: "T02", departments: ["GK2"], text: "叫号顺序乱" }], contact: { name: "高远", phone: "13800000024", relation: "self", identity_check: "oral", reply_by: "phone" } };

const press = (page, button = "main form .btn-primary") => page.$eval(button, (one) => one.click());

export async function keeping({ program, look }) {
  const { number } = await program("coordinator").register(COMPLAINT);
  await look("counsel", `/cases/${number}/hold`);
  await program("counsel").take(number, "hold", { reason: "法院要求保全", reference: "（2026）民初1号" });
  await look("director", `/cases/${number}`);
  const { zh } = await look.as("director");
  await zh.goto(`${look.url}/cases/${number}`);
  await look("director", await zh.$eval("main a[href^='/holds/']", (link) => link.getAttribute("href")));
}

export async function sealing({ program, look }) {
  const { number } = await program("coordinator").register(COMPLAINT);
  await look("vice-president", "/sealed-away");
  await look("coordinator", `/cases/${number}/set-aside`);
  await program("coordinator").take(number, "set-aside", { reason: "登记到了另一位患者名下" });
  await look("vice-president", "/sealed-away");
  const { zh } = await look.as("vice-president");
  await zh.goto(`${look.url}/sealed-away`);
  await Promise.all([zh.waitForNavigation(), press(zh, "main button[name=agreed][value='1']")]);
  await look("vice-president", "/sealed-away");
  await look("vice-president", `/sealed-away/${number}`);
  await zh.goto(`${look.url}/sealed-away/${number}`);
  await write(zh, "[name=reason]", "核对是否记错人");
  await Promise.all([zh.waitForNavigation(), press(zh)]);
  await look("vice-president", `/sealed-away/${number}`);
}

// Last of all: the clock goes three years on, and everybody signs in anew.
export async function destroying({ program, setClock, look }) {
  const { number } = await program("receptionist").register(ENQUIRY);
  await program("receptionist").take(number, "settle", { result: "已告知窗口和所需证件" });
  for (const path of ["/destruction-list", "/destructions"]) await look("director", path);
  await setClock("2030-01-07T09:00:00+08:00");
  await setClock("2030-01-07T11:00:00+08:00");
  look.everybodyAnew();
  await look("director", "/destruction-list");
  const { zh } = await look.as("director");
  await zh.goto(`${look.url}/destruction-list`);
  await zh.check(`tr:has(a[href='/cases/${number}']) [name=item]`);
  await write(zh, "main form[method=post] [name=reason]", "保管期满");
  await Promise.all([zh.waitForNavigation(), press(zh, "main form[method=post] .btn-primary")]);
  const path = new URL(zh.url()).pathname;
  await look("counsel", path);
  const { zh: counsel } = await look.as("counsel");
  await counsel.goto(look.url + path);
  await press(counsel, "main button[value=approve]");
  await Promise.all([counsel.waitForNavigation(), counsel.click("dialog[data-confirm-dialog] [value=yes]")]);
  await setClock("2030-01-07T11:10:00+08:00");
  await look("director", path);
  await look("director", "/destructions");
  await look("director", `/cases/${number}`);
}
