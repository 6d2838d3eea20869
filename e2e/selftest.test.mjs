// Proves that each look of lookClean fails on a page with its fault and passes on a good one, in both browsers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { serveFixtures } from "./fixtures.mjs";

const FAULTS = [
  ["/transparent-button", "zh", /colourless: <button.*no background of its own/],
  ["/lost-edge", "zh", /colourless: <button.*neither background nor border/],
  ["/edge-like-its-ground", "zh", /colourless: <a.*neither background nor border/],
  ["/lost-badge", "zh", /colourless: <span class="badge".*neither/],
  ["/lost-alert", "zh", /colourless: <p class="alert".*neither/],
  ["/lost-submit", "zh", /colourless: <input.*neither/],
  ["/lost-role", "zh", /colourless: <span role="button".*neither/],
  ["/no-label", "zh", /axe label/],
  ["/han-in-english", "en", /words: "核查中"/],
  ["/latin-in-chinese", "zh", /words: "Closed"/],
  ["/too-wide", "zh", /too wide: .*很宽的一行/],
  ["/inline-script", "zh", /console: .*Content Security Policy/],
  ["/missing-picture", "zh", /console: .*404/],
];

for (const [name, { openBrowser, lookClean }] of Object.entries({ "present Chromium": present, "Chromium 109": floor })) {
  describe(name, () => {
    let browser, fixtures;
    before(async () => {
      browser = await openBrowser();
      fixtures = await serveFixtures();
    });
    after(async () => {
      await browser?.close();
      fixtures?.close();
    });

    const visit = async (path, options) => {
      const page = await browser.page(options);
      await page.goto(fixtures.url + path);
      return page;
    };

    test("is the browser it says", () => {
      if (name === "Chromium 109") assert.match(browser.version, /\b109\./);
    });
    for (const [path, lang] of [["/good", "zh"], ["/good-english", "en"], ["/wide-in-its-box", "zh"]]) {
      test(`${path} is clean on a desk and on a phone`, async () => {
        for (const size of ["desktop", "phone"]) await lookClean(await visit(path, { lang, size }));
      });
    }
    for (const [path, lang, complaint] of FAULTS) {
      test(`${path} is complained of, and of nothing else`, async () => {
        const page = await visit(path, { lang });
        await assert.rejects(lookClean(page), (error) => {
          assert.match(error.message, complaint);
          assert.equal(error.message.trim().split("\n").length, 2, error.message);
          return true;
        });
      });
    }
  });
}
