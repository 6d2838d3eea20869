// Looks at the sample pages of assets/ in both browsers, so that a change of style shows its faults before any page does.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { serveSamples } from "../assets/samples/serve.mjs";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";

for (const [name, { openBrowser, lookClean, shot }] of Object.entries({ present, floor })) {
  describe(`samples in the ${name} browser`, () => {
    let browser, samples;
    before(async () => {
      browser = await openBrowser();
      samples = await serveSamples();
    });
    after(async () => {
      await browser?.close();
      samples?.close();
    });

    for (const sample of ["gallery", "public", "print"]) {
      for (const size of ["desktop", "phone"]) {
        test(`${sample} is clean on a ${size}`, async () => {
          const page = await browser.page({ size });
          await page.goto(`${samples.url}/${sample}.html`);
          await shot(page, `${sample}-${size}-${name}`);
          await lookClean(page);
        });
      }
    }

    test("the form, the slip and the receipt print on one sheet each", async () => {
      const page = await browser.page();
      await page.goto(`${samples.url}/print.html`);
      const paper = Buffer.from(await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      assert.equal(paper.match(/\/Type\s*\/Page\b/g).length, 3);
    });

    test("a row is added and removed without a new page", async () => {
      const page = await browser.page();
      await page.goto(`${samples.url}/gallery.html`);
      await page.click("[data-add-row=allegation]");
      const names = () => page.evaluate(() => [...document.querySelectorAll("[data-row] input")].map(({ name }) => name));
      assert.deepEqual(await names(), ["allegation[0]", "allegation[1]"]);
      await page.click("[data-row]:last-child [data-remove-row]");
      await page.click("[data-row]:first-child [data-remove-row]");
      assert.deepEqual(await names(), ["allegation[0]"], "the first row stays");
    });

    test("a slash searches and a question mark shows the keys, but not while typing", async () => {
      const page = await browser.page();
      await page.goto(`${samples.url}/gallery.html`);
      await page.keyboard.press("/");
      assert.equal(await page.evaluate(() => document.activeElement.name), "q");
      await page.keyboard.type("n/?");
      assert.equal(await page.evaluate(() => document.activeElement.value), "n/?");
      await page.keyboard.press("Escape");
      await page.keyboard.type("?");
      assert.equal(await page.evaluate(() => document.querySelector("dialog[data-help]").open), true);
    });

    test("a draft is saved after a pause and says so", async () => {
      const page = await browser.page();
      await page.goto(`${samples.url}/gallery.html`);
      await page.type("#note", "家属约在下午三点来");
      await page.waitForFunction(() => document.querySelector("[data-draft-state]").dataset.state === "saved");
      assert.match(samples.drafts.at(-1), /note=%E5%AE%B6/);
      assert.match(await page.$eval("[data-draft-state]", (place) => place.textContent), /^草稿已存 \d\d:\d\d$/);
      assert.equal(await page.$eval("[data-count-for=note]", (place) => place.textContent), "9 / 2000 字");
    });

    test("what was typed last goes out when the page is left", async () => {
      const page = await browser.page();
      await page.goto(`${samples.url}/gallery.html`);
      await page.type("#note", "刚写到一半");
      await page.goto(`${samples.url}/print.html`);
      for (let wait = 0; wait < 20 && !samples.drafts.at(-1)?.includes(encodeURIComponent("刚写到一半")); wait++) {
        await new Promise((later) => setTimeout(later, 50));
      }
      assert.ok(samples.drafts.at(-1).includes(encodeURIComponent("刚写到一半")));
    });

    test("a refused form shows its errors, a broken server its notice", async () => {
      const page = await browser.page();
      await page.goto(`${samples.url}/gallery.html`);
      await page.click("[hx-post='/refuse'] button");
      await page.waitForSelector("#htmx-answer .invalid-feedback");
      assert.equal(await page.$eval("[data-request-failed]", (notice) => notice.hidden), true);
      await page.click("[hx-get='/broken']");
      await page.waitForSelector("[data-request-failed]:not([hidden])");
      assert.equal(await page.$eval("#htmx-answer", (place) => place.textContent.trim()), "请写明科室。", "the error page stays out");
    });

    test("the menu of a phone opens without script", async () => {
      const page = await browser.page({ size: "phone", script: false });
      await page.goto(`${samples.url}/gallery.html`);
      const height = async () => (await (await page.$(".rail")).boundingBox()).height;
      const closed = await height();
      await page.click(".rail-toggle > summary");
      assert.ok((await height()) > closed + 100);
    });

    test("a second click on a sent form does nothing", async () => {
      const page = await browser.page();
      await page.goto(`${samples.url}/gallery.html`);
      const sent = samples.posts.length;
      const left = page.waitForNavigation();
      await page.evaluate(() => {
        const button = document.querySelector("main form.card .form-foot .btn-primary");
        button.click();
        setTimeout(() => button.click(), 20);
      });
      await left;
      assert.equal(samples.posts.length, sent + 1);
    });

    test("a dangerous button asks first", async () => {
      const page = await browser.page();
      await page.goto(`${samples.url}/gallery.html`);
      const sent = samples.posts.length;
      await page.click("[data-confirm]");
      await page.click("dialog[data-confirm-dialog] [value=no]");
      assert.equal(samples.posts.length, sent, "declined");
      await page.click("[data-confirm]");
      await Promise.all([page.waitForNavigation(), page.click("dialog[data-confirm-dialog] [value=yes]")]);
      assert.equal(samples.posts.length, sent + 1);
    });
  });
}
