// What waits for leaders: deputies, money by the table, a word to be signed, the sheets and the sealed original.
import assert from "node:assert/strict";
import { choose, pickFile, tick, write } from "./hands.mjs";

const FEE = { kind: "complaint", channel: "visit", narrative: "同一项检查收了两次费。", allegations: [{ category: "T05", departments: ["SF"], text: "重复收费" }], contact: { name: "许映雪", phone: "13800000002", relation: "self", reply_by: "phone" } };

// What can be done but once: in one language, the other then sees what came of it.
export async function once(look, role, path, act) {
  const { zh } = await look.as(role);
  await zh.goto(look.url + path);
  const [answer] = await Promise.all([zh.waitForNavigation(), act(zh)]);
  assert.equal(answer.status(), 200, `after sending ${path} as ${role}`);
}

const press = (page, button = "main form .btn-primary") => page.$eval(button, (one) => one.click());

export async function deputies({ look, lookAfter }) {
  await lookAfter("vice-president", "/me", (page) => press(page, "form[action='/me/deputies'] button"), { status: 422 });
  await once(look, "vice-president", "/me", async (page) => {
    for (const [name, text] of Object.entries({ deputy: "1005", from: "2026-09-28", until: "2026-09-30", reason: "外出开会" })) await write(page, `form[action='/me/deputies'] [name=${name}]`, text);
    await press(page, "form[action='/me/deputies'] button");
  });
  await look("vice-president", "/me");
  await look("director", "/me");
  const { zh } = await look.as("system-admin");
  await zh.goto(`${look.url}/admin/staff?role=vice-president`);
  const account = await zh.$eval("main a[href^='/admin/staff/'][data-row-link]", (link) => link.getAttribute("href"));
  await look("system-admin", account);
}

export async function approvals({ program, look, lookAfter }) {
  await look("director", "/approvals");
  await look("director", "/approvals/rules");
  const { number } = await program("receptionist").register(FEE);
  await program("coordinator").take(number, "accept");
  const path = `/cases/${number}`;
  await look("coordinator", `${path}/money`);
  await lookAfter("coordinator", `${path}/money`, press, { status: 422 });
  await once(look, "coordinator", `${path}/money`, async (page) => {
    await choose(page, "[name=purpose]", "refund");
    await write(page, "[name=amount]", "320.50");
    await write(page, "[name=reason]", "核实重复收费一次，应退还");
    await press(page);
  });
  await look("coordinator", path);
  await look("director", "/approvals");
  const { zh } = await look.as("director");
  await zh.goto(`${look.url}/approvals`);
  const request = await zh.$eval(`main tbody tr:has(a[href='${path}']) a[href^='/approvals/']`, (link) => link.getAttribute("href"));
  for (const part of ["", "/sheet"]) await look("director", request + part);
  await look("coordinator", request);
  await lookAfter("director", request, press, { status: 422 });
  await once(look, "director", request, async (page) => {
    await tick(page, "[name=verdict][value=approve]");
    await write(page, "[name=reason]", "票据已核对，同意退还");
    await press(page);
  });
  for (const part of ["", "/sheet"]) await look("director", request + part);

  await look("coordinator", `${path}/instruct`);
  await lookAfter("coordinator", `${path}/instruct`, press, { status: 422 });
  for (const words of ["先请她到办公室坐下谈", "先给她打个电话说明进展"]) {
    await once(look, "coordinator", `${path}/instruct`, async (page) => {
      await choose(page, "[name=leader]", "陆怀瑾");
      await choose(page, "[name=step]", "meet");
      await write(page, "[name=words]", words);
      await press(page);
    });
  }
  await look("coordinator", path);
  const { items } = await program("coordinator").get(`${path}/instructions`);
  const [first, second] = items.map(({ id }) => `/instructions/${id}`);
  for (const role of ["coordinator", "vice-president"]) await look(role, first);
  await lookAfter("vice-president", first, (page) => press(page, "main form [value=denied]"), { status: 422 });
  await once(look, "vice-president", first, (page) => press(page, "main form [value=signed]"));
  await look("vice-president", first);
  await once(look, "coordinator", second, async (page) => {
    await pickFile(page, "#file", look.file);
    await press(page, "main form[action$='/paper'] button");
  });
  await look("coordinator", second);
}
