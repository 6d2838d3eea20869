// Looks at every page a person can reach by the menu, as the first role that may, on both screens and in both languages.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { lookClean, openBrowser, shot, signIn } from "./browser.mjs";
import { openHouse } from "./house.mjs";

const ROLES = [
  "receptionist",
  "coordinator",
  "director",
  "contact",
  "department-head",
  "reviewer",
  "duty-officer",
  "vice-president",
  "supervisor",
  "discipline",
  "system-admin",
  "security-admin",
  "audit-admin",
];
// Reached from other pages, not from the menu.
const MORE = {
  receptionist: ["/me", "/me/password", "/take-over", "/calendar/due?from=2026-09-30&workdays=5"],
  director: ["/calendar/import", "/calendar/house-days", "/calendar?year=2027", "/cases?q=没有这样的词"],
  "duty-officer": ["/duty/new", "/duty/calls", "/duty/calls/print", "/duty/handover", "/duty/handover/print"],
  "system-admin": ["/admin/staff/new", "/admin/departments/new"],
};
const LOOKS = [
  { size: "desktop", lang: "zh" },
  { size: "desktop", lang: "en" },
  { size: "phone", lang: "zh" },
  { size: "phone", lang: "en" },
];

const named = (path) => path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";

describe("pages", () => {
  let browser, house;
  before(async () => {
    browser = await openBrowser();
    house = await openHouse();
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  test("the sign-in page is clean, and says what is wrong without losing the login", async () => {
    for (const look of LOOKS) {
      const page = await browser.page(look);
      await page.goto(`${house.url}/sign-in`);
      await shot(page, `sign-in-${look.size}-${look.lang}`);
      await lookClean(page);
      await page.type("[name=login]", "receptionist");
      await page.type("[name=password]", "not this one");
      await Promise.all([page.waitForNavigation(), page.click("form:has([name=password]) button")]);
      assert.equal(await page.inputValue("[name=login]"), "receptionist");
      await lookClean(page);
      await page.context().close();
    }
  });

  test("a page that is not there says so and leads on", async () => {
    for (const look of LOOKS) {
      const page = await browser.page(look);
      await signIn(page, house, "receptionist");
      await page.goto(`${house.url}/nowhere`);
      await shot(page, `not-found-${look.size}-${look.lang}`);
      await lookClean(page, { expected: /status of 404/ });
      await page.context().close();
    }
  });

  const seen = new Set();
  for (const role of ROLES) {
    test(`what a ${role} can reach is clean`, async () => {
      const scout = await browser.page();
      await signIn(scout, house, role);
      const links = await scout.$$eval(".rail-link", (all) => all.map((link) => link.getAttribute("href")));
      assert.ok(links.length > 0, "a person signed in has a menu");
      const fresh = [...links, ...(MORE[role] ?? [])].filter((path) => !seen.has(path));
      // The home page differs from role to role.
      const paths = [...new Set(["/", ...fresh])];
      paths.forEach((path) => seen.add(path));
      for (const look of LOOKS) {
        const page = await browser.page(look);
        await page.context().addCookies(await scout.context().cookies());
        await page.context().addCookies([{ name: "lang", value: look.lang, url: house.url }]);
        for (const path of paths) {
          await page.goto(house.url + path);
          await shot(page, `${role}-${named(path)}-${look.size}-${look.lang}`);
          await lookClean(page);
        }
        await page.context().close();
      }
      await scout.context().close();
    });
  }
});
