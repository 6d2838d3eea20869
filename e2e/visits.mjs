// Visits pages as people do: each role signs in once and looks in both languages, on a desk and on a phone; what was visited is held against the server's own list.
import assert from "node:assert/strict";
import { lookClean, shot, signIn } from "./browser.mjs";
import { SIZES } from "./setting.mjs";

// Axe reads structure and contrast, which the language does not change: each language gets it once, each size once.
const WITH_AXE = { zh: "desktop", en: "phone" };
const NOBODY = "nobody";

const named = (path) => path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";

export function visits(browser, house) {
  const people = {}; // role → { zh: page, en: page }
  const seen = new Set();
  const faults = [];

  async function as(role) {
    if (people[role]) return people[role];
    const [zh, en] = [await browser.page({ lang: "zh" }), await browser.page({ lang: "en" })];
    if (role !== NOBODY) await signIn(zh, house, role);
    await en.context().addCookies(await zh.context().cookies());
    for (const [lang, page] of Object.entries({ zh, en })) {
      await page.context().addCookies([{ name: "lang", value: lang, url: house.url }]);
    }
    return (people[role] = { zh, en });
  }

  // A clock that went on by years has ended every session.
  function everybodyAnew() {
    for (const role of Object.keys(people)) delete people[role];
  }

  // The page as it stands, on both screens; what is folded is unfolded, for it is read too.
  async function lookAt(page, lang, name, expected) {
    await page.evaluate(() => document.querySelectorAll("details:not(.rail-toggle)").forEach((one) => (one.open = true)));
    for (const [size, screen] of Object.entries(SIZES)) {
      await page.setViewportSize(screen);
      await shot(page, `${name}-${size}-${lang}`);
      await lookClean(page, { expected, withAxe: WITH_AXE[lang] === size }).catch((fault) => faults.push(`${size}: ${fault.message}`));
    }
    await page.setViewportSize(SIZES.desktop);
  }

  async function look(role, path, { status = 200 } = {}) {
    for (const [lang, page] of Object.entries(await as(role))) {
      const answer = await page.goto(house.url + path);
      assert.equal(answer.status(), status, `${path} as ${role}`);
      assert.equal(new URL(page.url()).pathname, path.split("?")[0], `${role} was sent elsewhere`);
      await lookAt(page, lang, `${role}-${named(path)}`, new RegExp(`status of ${status}`));
    }
    if (status === 200) seen.add(path.split("?")[0]);
  }

  // What comes of sending a form: `act` is done in each language, from the page at `path`; it fills in and clicks.
  async function lookAfter(role, path, act, { status = 200 } = {}) {
    for (const [lang, page] of Object.entries(await as(role))) {
      await page.goto(house.url + path);
      const [answer] = await Promise.all([page.waitForNavigation(), act(page)]);
      assert.equal(answer.status(), status, `after sending ${path} as ${role}`);
      await lookAt(page, lang, `${role}-${named(path)}-sent`, new RegExp(`status of ${status}`));
      if (status === 200) seen.add(new URL(page.url()).pathname);
    }
  }

  // All faults of all pages since the last time, at once.
  function assertClean() {
    const found = faults.splice(0);
    assert.equal(found.length, 0, `\n${found.join("\n")}`);
  }

  // What of the server's list nobody has looked at.
  function unvisited() {
    const exact = (pattern) => new RegExp(`^${pattern.replace(/\{\w+\}/g, "[^/]+")}$`);
    const byExactness = house.lookedAt.toSorted((a, b) => a.split("{").length - b.split("{").length);
    const visited = new Set([...seen].map((path) => byExactness.find((pattern) => exact(pattern).test(path))));
    return house.lookedAt.filter((pattern) => !visited.has(pattern));
  }

  return { as, everybodyAnew, look, lookAfter, assertClean, unvisited, hasSeen: (path) => seen.has(path), nobody: NOBODY };
}
