// What is half written is safe on the server: a closed tab, another browser, two people at one counter, a colleague at the same desk.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { lookClean, openBrowser, signIn } from "./browser.mjs";
import { follow, send, text, write } from "./hands.mjs";
import { openHouse } from "./house.mjs";

const PINS = { receptionist: "402917", "receptionist-2": "730519" };
const NUMBERS = { receptionist: "1001", "receptionist-2": "1002" };
const LONGEST_TAKE_OVER = 3000;

describe("drafts", () => {
  let browser, house;
  before(async () => {
    browser = await openBrowser();
    house = await openHouse();
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  const at = async (role) => {
    const page = await browser.page();
    await signIn(page, house, role);
    return page;
  };
  const saved = (page) => page.waitForFunction(() => document.querySelector("[data-draft-state]").dataset.state === "saved");
  // Typed by hand, in a form whose page keeps a draft.
  const begin = async (page, path, field, words) => {
    await page.goto(house.url + path);
    await page.type(field, words);
  };
  const valueOf = (page, field) => page.$eval(field, (one) => one.value);
  const unsent = (page) => page.$$eval("section[aria-labelledby=unsent] li [data-user-text]", (all) => all.map((one) => one.innerText));
  const goOn = (page) => follow(page, "a[href^='/cases/new?draft=']");

  test("a registration goes on in another browser after its tab was closed", async () => {
    const words = "父亲昨夜手术后喊痛，按铃没有人来。";
    const first = await at("receptionist");
    await begin(first, "/cases/new", "#narrative", words);
    await first.type("[name=contact_name]", "何一鸣");
    await saved(first);
    await first.close();

    const second = await at("receptionist");
    await second.goto(`${house.url}/cases/new`);
    assert.equal(await valueOf(second, "#narrative"), "", "whoever comes next gets an empty form");
    assert.deepEqual(await unsent(second), [words]);
    await lookClean(second);
    await goOn(second);
    assert.equal(await valueOf(second, "#narrative"), words);
    assert.equal(await valueOf(second, "[name=contact_name]"), "何一鸣");
    await lookClean(second);
    await write(second, "[name='allegations[0].text']", "夜间按铃无人应答");
    await write(second, "[name='allegations[0].departments']", "骨科二病区");
    await write(second, "[name=contact_phone]", "13800000001");
    await send(second, "form[action='/cases/new'] .btn-primary");
    assert.match(second.url(), /TS-20260928-/);
    await second.goto(`${house.url}/cases/new`);
    assert.deepEqual(await unsent(second), [], "what was registered is no draft any more");
  });

  test("two people at the counter do not write over each other", async () => {
    const one = await at("receptionist");
    const other = await one.context().newPage();
    await begin(one, "/cases/new", "#narrative", "第一位：收费处窗口关闭。");
    await begin(other, "/cases/new", "#narrative", "第二位：找不到检验科。");
    await Promise.all([saved(one), saved(other)]);
    await one.type("#narrative", "没有告示。");
    await saved(one);
    await Promise.all([one.close(), other.close()]);

    const later = await at("receptionist");
    await later.goto(`${house.url}/cases/new`);
    assert.deepEqual((await unsent(later)).toSorted(), ["第一位：收费处窗口关闭。没有告示。", "第二位：找不到检验科。"]);
    for (const left of [1, 0]) {
      await send(later, "section[aria-labelledby=unsent] form button");
      assert.equal((await unsent(later)).length, left, "one discarded, the other stays");
    }
  });

  test("an answer goes on in another browser", async () => {
    const path = `/cases/${await beforeAnswer(house)}/answer`;
    const words = "停机前没有告知清楚，是我们不周到。";
    const first = await at("coordinator");
    await begin(first, path, "[name=answer-1]", words);
    await saved(first);
    await first.close();
    const second = await at("coordinator");
    await second.goto(house.url + path);
    assert.equal(await valueOf(second, "[name=answer-1]"), words);
    assert.match(await text(second), /已恢复/);
    await lookClean(second);
  });

  test("a colleague takes over within three seconds, and the first one's words come back with him", async () => {
    const words = "老人听不清医生说话，希望有人陪着去";
    for (const role of Object.keys(PINS)) {
      const own = await at(role);
      await own.goto(`${house.url}/me`);
      await own.type("[name=pin]", PINS[role]);
      await send(own, "form[action='/me/pin'] button");
      await own.close();
    }
    const desk = await at("receptionist");
    // Nobody waits until a draft is saved before he makes room.
    await begin(desk, "/cases/new", "#narrative", words);
    assert.ok((await takeOver(desk, "receptionist-2")) < LONGEST_TAKE_OVER);
    assert.match(await text(desk, ".topbar"), /周予安/);
    await desk.goto(`${house.url}/cases/new`);
    assert.deepEqual(await unsent(desk), [], "the colleague does not see what was begun before");
    assert.equal(await valueOf(desk, "#narrative"), "");

    assert.ok((await takeOver(desk, "receptionist")) < LONGEST_TAKE_OVER);
    await desk.goto(`${house.url}/cases/new`);
    assert.deepEqual(await unsent(desk), [words]);
    await goOn(desk);
    assert.equal(await valueOf(desk, "#narrative"), words);
  });

  // From pressing Enter to the other one's page, as the desk's own clock saw it.
  async function takeOver(desk, role) {
    await desk.goto(`${house.url}/take-over`);
    await desk.type("[name=number]", NUMBERS[role]);
    await desk.type("[name=pin]", PINS[role]);
    await desk.evaluate(() => addEventListener("keydown", ({ key }) => key === "Enter" && (sessionStorage.pressed = Date.now())));
    await Promise.all([desk.waitForNavigation(), desk.keyboard.press("Enter")]);
    await desk.waitForFunction(() => performance.getEntriesByType("navigation")[0].loadEventEnd > 0);
    assert.equal(new URL(desk.url()).pathname, "/");
    return desk.evaluate(() => performance.timeOrigin + performance.getEntriesByType("navigation")[0].loadEventEnd - sessionStorage.pressed);
  }
});

// A small complaint whose answer is due to be written.
async function beforeAnswer(house) {
  const [desk, owner, director] = ["receptionist", "coordinator", "director"].map(house.program);
  const { number } = await desk.register({ kind: "complaint", channel: "phone", narrative: "收费处窗口关闭没有告示。", contact: { name: "许映雪", phone: "13800000002", relation: "self", reply_by: "phone" }, allegations: [{ category: "T05", departments: ["SF"], text: "窗口关闭" }] });
  await desk.take(number, "accept");
  await director.take(number, "assign", { owner: "coordinator" });
  await owner.take(number, "investigate", { not_applicable: { condition: "收费窗口，没有诊疗" }, course: [{ time: "09:10", place: "收费处", what: "提前停机", source: "说明" }], communication: "没有说明" });
  await owner.take(number, "find", { findings: [{ allegation: 1, finding: "upheld", reason: "停机未告知" }] });
  await director.take(number, "review", { ok: true });
  await owner.take(number, "handle", { modes: ["explain"], result: "已说明并致歉" });
  return number;
}
