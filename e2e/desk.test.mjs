// Two colleagues share a computer: one takes over from the other with number and PIN; both browsers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { openHouse } from "./house.mjs";

const PIN = "730519";

async function send(page, button) {
  await Promise.all([page.waitForNavigation(), page.click(button)]);
}

const whoIsHere = (page) => page.$eval(".topbar .menu summary", (head) => head.innerText.trim());

for (const [name, { openBrowser, lookClean, shot, signIn }] of Object.entries({ present, floor })) {
  describe(`a shared desk in the ${name} browser`, () => {
    let browser, house;
    before(async () => {
      browser = await openBrowser();
      house = await openHouse();
    });
    after(async () => {
      await browser?.close();
      await house?.close();
    });

    test("a colleague who has signed in today takes over with a PIN", async () => {
      // The colleague signs in once with the password and sets a PIN.
      const own = await browser.page();
      await signIn(own, house, "receptionist-2");
      await own.goto(`${house.url}/me`);
      await own.type("[name=pin]", PIN);
      await send(own, "form[action='/me/pin'] button");
      await lookClean(own);

      const desk = await browser.page();
      await signIn(desk, house, "receptionist");
      assert.equal(await whoIsHere(desk), "林晓禾");
      await desk.goto(`${house.url}/take-over`);
      await lookClean(desk);
      await desk.type("[name=number]", "1002");
      await desk.type("[name=pin]", PIN);
      await send(desk, "form[action='/take-over'] button");
      assert.equal(await whoIsHere(desk), "周予安");
      await shot(desk, `taken-over-${name}`);
      await lookClean(desk);
    });

    test("a wrong PIN changes nobody and says what to do", async () => {
      const desk = await browser.page();
      await signIn(desk, house, "receptionist");
      await desk.goto(`${house.url}/take-over`);
      await desk.type("[name=number]", "1002");
      await desk.type("[name=pin]", "000001");
      await send(desk, "form[action='/take-over'] button");
      assert.equal(await whoIsHere(desk), "林晓禾");
      await lookClean(desk);
    });

    test("the menu and the pages work on a phone", async () => {
      const page = await browser.page({ size: "phone" });
      await signIn(page, house, "receptionist");
      await page.click(".rail-toggle summary");
      await send(page, ".rail-link[href='/calendar']");
      await lookClean(page);
    });
  });
}
