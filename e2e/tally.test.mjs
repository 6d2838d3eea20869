// The desk counts whom it receives with single keys, takes a slip back, and sees how many are missing; both browsers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { openHouse } from "./house.mjs";

const TALLY = "/desk/tally";

// Receptions, tally, cases, target, what is missing.
const figures = (page) => page.$$eval(".figure-value", (all) => all.map((one) => Number(one.textContent)));
const footer = (page) => page.$eval("[role=status]", (one) => one.innerText.replace(/\s+/g, " "));

const arrives = (page, act) => Promise.all([page.waitForNavigation(), act()]);
const button = (page, kind) => page.$eval(`button[value=${kind}]`, (one) => one.click());

for (const [name, { openBrowser, lookClean, shot, signIn }] of Object.entries({ present, floor })) {
  describe(`counting at the desk in the ${name} browser`, () => {
    let browser, house;
    before(async () => {
      browser = await openBrowser();
      house = await openHouse();
    });
    after(async () => {
      await browser?.close();
      await house?.close();
    });

    test("one key for each contact, one more for a slip", async () => {
      const page = await browser.page();
      await signIn(page, house, "receptionist");
      assert.equal(await page.$eval(`main a[href='${TALLY}']`, (link) => link.innerText.trim()), "今天接待 0 / 50 人次");
      await page.goto(house.url + TALLY);
      assert.deepEqual(await figures(page), [0, 0, 0, 50, 50]);
      await lookClean(page);

      for (const key of ["1", "1", "5"]) await arrives(page, () => page.keyboard.press(key));
      assert.deepEqual(await figures(page), [3, 3, 0, 50, 47]);
      assert.match(await footer(page), /刚才记的： \d\d:\d\d 安抚倾听/);
      await arrives(page, () => page.keyboard.press("z"));
      assert.deepEqual(await figures(page), [2, 2, 0, 50, 48]);
      assert.match(await footer(page), /刚才记的： \d\d:\d\d 问路指引/);
      assert.match(await page.$eval("s", (one) => one.parentElement.innerText), /安抚倾听 （\d\d:\d\d 已撤销）/);
      await lookClean(page);
      await shot(page, `tally-${name}`);

      // The computer is told its window once; from then on windows are counted apart.
      await page.$eval("details:has(#window)", (one) => (one.open = true));
      await lookClean(page);
      await page.type("#window", "1号窗口");
      await arrives(page, () => page.keyboard.press("Enter"));
      await arrives(page, () => page.keyboard.press("3"));
      const heads = await page.$$eval("[aria-labelledby=by-hour] th[scope=col]", (all) => all.map((one) => one.innerText.trim()));
      assert.deepEqual(heads.slice(1), ["1号窗口", "未注明窗口", "合计"]);
      const sums = await page.$$eval("[aria-labelledby=by-hour] tr:last-child td", (all) => all.map((one) => Number(one.innerText)));
      assert.deepEqual(sums, [1, 2, 3]);
      await lookClean(page);
      await shot(page, `tally-windows-${name}`);
      await arrives(page, () => page.keyboard.press("z"));

      // A reload asks for the page again and sends nothing.
      await arrives(page, () => page.reload());
      assert.deepEqual(await figures(page), [2, 2, 0, 50, 48]);
    });

    test("a key held down and an impatient finger count once", async () => {
      const page = await browser.page();
      await signIn(page, house, "receptionist-2");
      await page.goto(house.url + TALLY);
      const [before] = await figures(page);
      await arrives(page, () => page.keyboard.down("2"));
      // The keyboard repeats the key on the page that came: nothing is sent while it is pressed.
      await page.evaluate(() => {
        globalThis.sent = 0;
        addEventListener("submit", () => (globalThis.sent += 1), true);
      });
      await page.keyboard.down("2");
      assert.equal(await page.evaluate(() => globalThis.sent), 0);
      await page.keyboard.up("2");
      assert.equal((await figures(page))[0], before + 1);
      await arrives(page, () =>
        page.$eval("button[value=phone]", (one) => {
          one.click();
          one.click();
        }),
      );
      // Whatever was sent, the page asked for now says how often it was counted.
      await page.goto(house.url + TALLY);
      assert.equal((await figures(page))[0], before + 2);
    });

    test("without script, on a phone, in English", async () => {
      const page = await browser.page({ size: "phone", lang: "en", script: false });
      await signIn(page, house, "coordinator");
      await page.goto(house.url + TALLY);
      const [before] = await figures(page);
      for (const kind of ["way", "escort"]) await arrives(page, () => button(page, kind));
      assert.equal((await figures(page))[0], before + 2);
      await arrives(page, () => page.$eval("form[action='/desk/tally/undo'] button", (one) => one.click()));
      assert.equal((await figures(page))[0], before + 1);
    });

    test("the director looks at today and at a day that is over", async () => {
      await house.program("receptionist").register({ kind: "enquiry", channel: "phone", narrative: "外地医保住院要带哪些材料？" });
      const page = await browser.page({ size: "phone" });
      await signIn(page, house, "director");
      await page.goto(house.url + TALLY);
      const [receptions, tally, registered] = await figures(page);
      assert.deepEqual([registered, receptions], [1, tally + 1]);
      assert.equal(await page.$("button[value=way]"), null, "who only reads has no button");
      await lookClean(page);
      await arrives(page, () => page.$eval("main a[rel=prev]", (link) => link.click()));
      assert.deepEqual(await figures(page), [0, 0, 0], "a Sunday asks for nobody");
      assert.match(await page.$eval(".empty-title", (one) => one.innerText), /这一天没有计数/);
      await lookClean(page);
    });
  });
}
