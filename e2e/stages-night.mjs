// What begins in the night and what becomes a dispute, brought by program or form to the pages of their own.
import { choose, write } from "./hands.mjs";

const GRAVE = { kind: "complaint", channel: "visit", narrative: "家父凌晨去世，家属认为夜里没有人处理。", allegations: [{ category: "T02", departments: ["GK2"], text: "夜里没有人处理" }], contact: { name: "高远", phone: "13800000024", relation: "child", reply_by: "phone" } };

const press = (page, button = "main form .btn-primary") => page.$eval(button, (one) => one.click());

export async function night({ look, lookAfter }) {
  for (const path of ["/duty", "/duty/new", "/duty/handover", "/duty/handover/print", "/duty/calls", "/duty/calls/print"]) await look("duty-officer", path);
  // The danger tap opens an event before anything is written.
  await lookAfter("duty-officer", "/duty", (page) => press(page, "form[action='/duty/danger'] button"));
  await look("duty-officer", "/duty/handover");
  const { zh } = await look.as("duty-officer");
  await zh.goto(`${look.url}/duty/calls`);
  const call = await zh.$eval("main a[href^='/duty/calls/']:not([href$='print'])", (link) => link.getAttribute("href"));
  await look("duty-officer", call);
}

// One report of a grade waits at a time, so each language decides on another.
const MATTERS = ["major-fault", "event"];

export async function dispute({ program, look, lookAfter }) {
  const { number } = await program("coordinator").register(GRAVE);
  await program("coordinator").take(number, "accept");
  await look("coordinator", `/cases/${number}/to-dispute`);
  await program("coordinator").take(number, "to-dispute", { reason: "家属对抢救经过有争议" });
  await look("coordinator", "/disputes");
  const { zh } = await look.as("coordinator");
  const first = (start) => zh.$eval(`main a[href^='${start}']`, (link) => link.getAttribute("href"));
  await zh.goto(`${look.url}/disputes`);
  const path = await first("/disputes/JF-");
  for (const part of ["", "/death", "/seal", "/copy", "/decide"]) await look("coordinator", path + part);

  await lookAfter("coordinator", path, (page) => press(page, `form[action='${path}/notices'] button`));
  await lookAfter("coordinator", `${path}/seal`, async (page) => {
    for (const [name, text] of Object.entries({ "what[0]": "住院病历", "pages[0]": "86", sealed_at: "2026-09-28T09:00", place: "病案室", ours: "沈知远", theirs: "高远", keeper: "病案室", kept_in: "病案室三号柜" })) await write(page, `[name='${name}']`, text);
    await press(page);
  });
  const matters = MATTERS.values();
  await lookAfter("coordinator", `${path}/decide`, async (page) => {
    await choose(page, "[name=matter]", matters.next().value);
    await write(page, "[name=discovered_at]", "2026-09-28T08:50");
    await write(page, "[name=reason]", "疑似重大医疗过失");
    await press(page);
  });
  await zh.goto(look.url + path);
  const [notice, seal, report] = [await first(`${path}/notices/`), await first(`${path}/seals/`), await first(`${path}/reports/`)];
  for (const one of [path, notice, `${notice.replace(/\/end$/, "")}/end`, seal, report]) await look("coordinator", one);
}
