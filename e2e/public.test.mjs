// A relative at home, on an old phone, without JavaScript: says what is wrong, keeps the code, reads how it stands.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { lookClean, openBrowser, shot } from "./browser.mjs";
import { openHouse } from "./house.mjs";

async function send(page, button) {
  await Promise.all([page.waitForNavigation(), page.click(button)]);
}

describe("the patient's side", () => {
  let browser, house;
  before(async () => {
    browser = await openBrowser();
    house = await openHouse();
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  for (const lang of ["zh", "en"]) {
    test(`a complaint is sent and found again by its code alone (${lang})`, async () => {
      // Axe needs a script, so the looks are taken with one; the sending is done without.
      const eye = await browser.page({ size: "phone", lang });
      await eye.goto(`${house.url}/r`);
      await shot(eye, `public-report-${lang}`);
      await lookClean(eye);

      const page = await browser.page({ size: "phone", lang, script: false });
      await page.goto(`${house.url}/r?kind=complaint`);
      await page.fill("[name=narrative]", "夜里按铃二十分钟没有人来。");
      await page.fill("[name=phone]", "13800000009");
      await send(page, "form button[type=submit]:visible, form button.btn-primary");
      assert.match(page.url(), /\/r\/receipt$/);
      await shot(page, `public-receipt-${lang}`);
      const code = (await page.innerText(".receipt-code")).replace(/\s+/g, " ").trim();
      assert.ok(code.length >= 16, `a code is shown: ${code}`);

      await page.goto(`${house.url}/r/status`);
      await page.fill("[name=code]", code);
      await send(page, "form button.btn-primary");
      assert.match(await page.innerText("main"), /TS-20260928-\d{4}/);
      assert.ok(!page.url().includes(code.split(" ")[0]), "the code is never in an address");
      assert.ok(!(await page.innerText("main")).includes("13800000009"));
      await shot(page, `public-status-${lang}`);
    });
  }

  test("a phone number with a digit too few is named and nothing is lost", async () => {
    const page = await browser.page({ size: "phone" });
    await page.goto(`${house.url}/r?kind=complaint`);
    await page.fill("[name=narrative]", "收费窗口无人。");
    await page.fill("[name=phone]", "1380000000");
    await send(page, "form button.btn-primary");
    assert.equal(await page.inputValue("[name=narrative]"), "收费窗口无人。");
    assert.match(await page.innerText("main"), /11 位/);
    await lookClean(page);
  });
});
