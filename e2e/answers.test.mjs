// The answer library in use: found while one types, inserted after "::" by keyboard alone, questions without an answer; both browsers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { follow, send, text } from "./hands.mjs";
import { openHouse } from "./house.mjs";

const WHEELCHAIR = "一楼服务台，凭身份证，不收押金。\n下班前归还。";
const PARKING = "前半小时免费，以后每小时四元。";

for (const [name, { openBrowser, lookClean, shot, signIn }] of Object.entries({ present, floor })) {
  describe(`the answer library in the ${name} browser`, () => {
    let browser, house, number;
    before(async () => {
      browser = await openBrowser();
      house = await openHouse();
      const write = (title, body, valid_until, more) => house.program("coordinator").post("/answers", { kind: "answer", title, body, owner: "coordinator", valid_until, ...more });
      await write("轮椅在哪里借？", WHEELCHAIR, "2026-12-31", { title_en: "Where do I borrow a wheelchair?", body_en: "At the desk on the ground floor." });
      await write("轮椅能借出医院吗？", "不能。", "2026-12-31");
      await write("停车怎么收费？", PARKING, "2026-09-28");
      await house.setClock("2026-09-29T09:00:00+08:00");
      number = await house.program("receptionist").register({ kind: "enquiry", channel: "phone", narrative: "问轮椅在哪里借。" });
      number = number.number ?? number;
    });
    after(async () => {
      await browser?.close();
      await house?.close();
    });

    const options = (page) => page.$$eval("[role=option] strong", (all) => all.map((one) => one.textContent));
    const offered = (page, n) => page.waitForSelector(`[role=option]:nth-child(${n}):last-child`);
    const gone = (page) => page.waitForFunction(() => !document.querySelector("[role=listbox]"));
    const valueOf = (page, field = "#text") => page.$eval(field, (one) => one.value);
    const told = (page) => page.$$eval("[role=status]", (all) => all.map((one) => one.textContent).join(" "));
    const used = async (title) => {
      const { used } = await house.program("director").get("/answers/top");
      return used.find((one) => one.title === title)?.times ?? 0;
    };
    // The count leaves beside what is typed next.
    const counted = async (title, times) => {
      const patience = Date.now() + 5_000;
      while ((await used(title)) !== times && Date.now() < patience);
      assert.equal(await used(title), times);
    };

    test("entries are found while one types, by initials, and nothing is lost without them", async () => {
      const page = await browser.page();
      await signIn(page, house, "receptionist");
      await page.goto(`${house.url}/answers`);
      await page.type("#q", "lyz");
      await page.waitForFunction(() => document.querySelectorAll("#found tbody tr").length === 1);
      assert.match(await text(page, "#found"), /轮椅在哪里借/);
      assert.match(await told(page), /1 条/);
      assert.match(page.url(), /q=lyz/, "a reload shows the same");
      await lookClean(page);
      await shot(page, `answers-found-${name}`);
      await page.goto(`${house.url}/answers?q=tingche`);
      assert.match(await text(page, "#found"), /2026-09-28 已过期/);

      await page.goto(`${house.url}/answers?q=食堂送饭`);
      assert.match(await text(page, "#found"), /没有找到/);
      await lookClean(page);
      await send(page, "form[action='/answers/questions'] button");
      assert.match(await text(page), /食堂送饭/);
      await lookClean(page);
    });

    test("two colons and the keyboard alone put an answer into a note", async () => {
      const page = await browser.page();
      await signIn(page, house, "coordinator");
      await page.goto(`${house.url}/cases/${number}`);
      await page.focus("#text");
      await page.keyboard.type("已告知：::ly");
      await offered(page, 2);
      assert.deepEqual(await options(page), ["轮椅能借出医院吗？", "轮椅在哪里借？"]);
      assert.match(await told(page), /找到 2 条/);
      const here = () => page.$eval("#text", (one) => document.getElementById(one.getAttribute("aria-activedescendant"))?.getAttribute("aria-selected"));
      assert.equal(await here(), "true");
      await lookClean(page);
      await shot(page, `answers-offered-${name}`);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await gone(page);
      assert.equal(await valueOf(page), `已告知：${WHEELCHAIR}`);
      assert.match(await told(page), /轮椅在哪里借/);
      await counted("轮椅在哪里借？", 1);
      // The field is as any other again: what was inserted is undone, a line is broken.
      await page.keyboard.press("Enter");
      assert.equal(await valueOf(page), `已告知：${WHEELCHAIR}\n`);

      await page.keyboard.type("::ly");
      await offered(page, 2);
      await page.keyboard.press("Escape");
      await gone(page);
      assert.equal(await page.evaluate(() => document.activeElement.id), "text", "Escape leaves the list and not the field");
      assert.match(await valueOf(page), /::ly$/, "and what was typed stays");
    });

    test("what has run out is inserted only when it is chosen twice", async () => {
      const page = await browser.page();
      await signIn(page, house, "coordinator");
      await page.goto(`${house.url}/cases/${number}`);
      await page.focus("#text");
      await page.keyboard.type("::tingche");
      await offered(page, 1);
      await page.keyboard.press("Enter");
      await page.waitForSelector(".text-block-warning");
      assert.equal(await valueOf(page), "::tingche");
      assert.match(await told(page), /2026-09-28 已过期/);
      await lookClean(page);
      await page.keyboard.press("Enter");
      await gone(page);
      assert.equal(await valueOf(page), PARKING);
    });

    test("what was said at the window is one line, and Enter sends nothing", async () => {
      const page = await browser.page();
      await signIn(page, house, "receptionist");
      await page.goto(`${house.url}/cases/new`);
      await page.$$eval("details", (all) => all.forEach((one) => (one.open = true)));
      await page.focus("#settled_result");
      await page.keyboard.type("::lyzn");
      await offered(page, 1);
      await lookClean(page);
      await page.keyboard.press("Enter");
      await gone(page);
      assert.equal(await valueOf(page, "#settled_result"), WHEELCHAIR.replace("\n", " "));
      assert.match(page.url(), /\/cases\/new$/);
    });

    test("an input method that is composing asks nothing until it is done", async () => {
      const page = await browser.page();
      await signIn(page, house, "coordinator");
      await page.goto(`${house.url}/cases/${number}`);
      const asked = [];
      page.on("request", (request) => request.url().includes("/answers/find") && asked.push(decodeURIComponent(request.url())));
      // As a Chinese input method does it: wide colons, letters that become characters at the end.
      await page.$eval("#text", (field) => {
        const input = (value, isComposing) => {
          field.value = value;
          field.setSelectionRange(value.length, value.length);
          field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing }));
        };
        field.focus();
        field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
        for (const value of ["：：l", "：：lun", "：：lun'yi"]) input(value, true);
        field.value = "：：轮椅在";
        field.setSelectionRange(5, 5);
        field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
      });
      await offered(page, 1);
      assert.equal(asked.length, 1, asked.join("\n"));
      await page.click("[role=option]");
      await gone(page);
      assert.equal(await valueOf(page), WHEELCHAIR, "by mouse as well");
    });

    test("in English, on a phone, and where there is no script", async () => {
      const page = await browser.page({ size: "phone", lang: "en" });
      await signIn(page, house, "coordinator");
      await page.goto(`${house.url}/cases/${number}`);
      await page.focus("#text");
      await page.keyboard.type("::wheel");
      await offered(page, 1);
      assert.deepEqual(await options(page), ["Where do I borrow a wheelchair?"]);
      await lookClean(page);
      await shot(page, `answers-offered-phone-${name}`);
      await page.keyboard.press("Enter");
      await gone(page);
      assert.equal(await valueOf(page), "At the desk on the ground floor.");

      const plain = await browser.page({ script: false });
      await signIn(plain, house, "receptionist");
      await plain.goto(`${house.url}/answers?q=lyz`);
      assert.match(await plain.$eval("#found", (one) => one.textContent), /轮椅在哪里借/);
      await follow(plain, "#found a");
      await send(plain, "form[action$='/used'] button");
      assert.match(await plain.$eval("main", (one) => one.textContent), /已计一次使用/);
    });
  });
}
