// Looks at every page there is, on both screens and in both languages; the server's own list says whether one was forgotten.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser } from "./browser.mjs";
import { pickFile, write } from "./hands.mjs";
import { openHouse } from "./house.mjs";
import * as stages from "./stages.mjs";
import { library } from "./stages-answers.mjs";
import { approvals, deputies } from "./stages-approvals.mjs";
import { desk } from "./stages-desk.mjs";
import * as endings from "./stages-endings.mjs";
import { destroying, keeping, sealing } from "./stages-retention.mjs";
import { files } from "./stages-files.mjs";
import { dispute, night } from "./stages-night.mjs";
import { orders } from "./stages-orders.mjs";
import * as restricted from "./stages-restricted.mjs";
import * as told from "./stages-told.mjs";
import { privacy } from "./stages-privacy.mjs";
import { visits } from "./visits.mjs";

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));
const REGISTER = beside("fixtures/old-register.csv");
const PICTURE = beside("fixtures/photo.png");
const NOTICE = beside("../features/calendars/tests/data/notices/2026.txt");

const ROLES = [
  "receptionist", "coordinator", "director", "deputy", "duty-officer", "contact", "department-head", "vice-head", "reviewer", "vice-president",
  "president", "counsel", "information", "trainer", "discipline", "supervisor", "system-admin", "security-admin", "audit-admin",
];
// Reached from other pages, not from the menu.
const MORE = {
  receptionist: ["/me", "/me/password", "/take-over", "/cases/new", "/calendar/due?from=2026-09-30&workdays=5"],
  director: ["/calendar/import", "/calendar/house-days", "/calendar?year=2027", "/cases?q=没有这样的词"],
  coordinator: ["/imports/new"],
  "system-admin": ["/admin/staff/new", "/admin/departments/new"],
};
// What answers a look with no page of its own: for machines, a file, a change of language or letters that leads back.
const NO_PAGES = [/^\/api\//, /^\/(healthz|readyz|metrics|language)$/, /^\/cases\/export$/, /^\/answers\/(find|export|top\/export)$/, /^\/exports\/\{id\}\/file$/, /^\/destruction-list\/export$/, /^\/(admin\/readings|privacy\/disclosures|desk\/tally)\/export$/, /\/files\/\{id\}$/, /\/original$/, /^\/r\/senior$/];
// Visited in a house of its own.
const ELSEWHERE = ["/set-up"];

const press = (page, button = "main form .btn-primary") => page.$eval(button, (one) => one.click());

describe("pages", () => {
  let browser, house, at;
  before(async () => {
    browser = await openBrowser();
    house = await openHouse();
    at = { ...visits(browser, house), program: house.program, setClock: house.setClock };
    Object.assign(at.look, { as: at.as, url: house.url, file: PICTURE, everybodyAnew: at.everybodyAnew });
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });
  afterEach(() => at.assertClean());

  test("a house without people asks for the first, and says so when its database is gone", async () => {
    const bare = await openHouse({ bare: true });
    try {
      const { look, lookAfter, assertClean } = visits(browser, bare);
      await look("nobody", "/set-up");
      await lookAfter("nobody", "/set-up", press, { status: 422 });
      await bare.closeDatabase();
      await look("nobody", "/sign-in", { status: 503 });
      assertClean();
    } finally {
      await bare.close();
    }
  });

  test("the sign-in page says what is wrong without losing the login", async () => {
    await at.look("nobody", "/sign-in");
    await at.lookAfter(
      "nobody",
      "/sign-in",
      async (page) => {
        await page.type("[name=login]", "receptionist");
        await page.type("[name=password]", "not this one");
        await press(page, "form:has([name=password]) button");
      },
      { status: 422 },
    );
    assert.equal(await (await at.as("nobody")).zh.inputValue("[name=login]"), "receptionist");
  });

  test("what is refused says so and leads on", async () => {
    for (const role of ["nobody", "receptionist"]) await at.look(role, "/nowhere", { status: 404 });
    await at.look("receptionist", "/admin/staff", { status: 403 });
    await at.look("receptionist", "/sign-out", { status: 405 });
    await at.lookAfter("receptionist", "/cases/new", press, { status: 422 });
    await at.lookAfter(
      "receptionist",
      "/cases/new",
      async (page) => {
        await page.$eval("[name=narrative]", (field) => (field.value = "长".repeat(800_000)));
        await press(page);
      },
      { status: 413 },
    );
  });

  test("the patient's side", () => stages.reportedByPublic(at));

  test("every page of a case, where it comes up on the case's way", async (t) => {
    let number, refused;
    await t.test("taken down", async () => (number = await stages.registered(at)));
    await t.test("settled, refused or handed over", async () => (refused = await stages.settledOrRefused(at)));
    await t.test("told of a refusal, and reviewed", () => endings.reviewed(at, refused));
    await t.test("asked for more, refused in part, promised and taken back", () => endings.withdrawn(at));
    await t.test("sent back to the body that ordered it", () => endings.returned(at));
    await t.test("given to somebody", () => stages.assigned(at, number));
    await t.test("inquired into", () => stages.inquired(at, number));
    await t.test("told to somebody entitled", () => told.entitled(at, number));
    await t.test("answered", () => stages.answered(at, number));
    await t.test("ended", () => stages.ended(at, number));
    const { clocks } = await house.program("director").get(`/cases/${number}`);
    await at.look("director", clocks[0].explain.replace("/api/v1", "").replace("/explain", ""));
  });

  test("whom the office tells of a minor, and of somebody who died", async () => {
    await told.minor(at);
    await told.bereaved(at);
  });

  test("a clue on its way to the discipline office", () => restricted.clue(at));
  test("what somebody complained of is told", () => restricted.respondent(at));

  test("the desk's pages", () => desk(at));
  test("the library's pages", () => library(at));
  test("the night's pages", () => night(at));
  test("a dispute's pages", () => dispute(at));
  test("an order's pages", () => orders(at));
  test("pages about personal information", () => privacy(at));
  test("what waits for leaders", () => approvals(at));
  test("who stands in for a leader", () => deputies(at));
  test("a matter that is held", () => keeping(at));
  test("a matter that is sealed away", () => sealing(at));
  test("lists that leave as files", () => files(at));

  test("a register and a notice before they are confirmed", async () => {
    await at.lookAfter("coordinator", "/imports/new", async (page) => {
      await pickFile(page, "#file", REGISTER);
      await press(page);
    });
    const notice = await readFile(NOTICE, "utf8");
    for (const [text, status] of [["", 422], [notice, 200], [notice.replace("1月4日（周日）上班", "1月5日（周一）上班"), 200]]) {
      await at.lookAfter(
        "director",
        "/calendar/import",
        async (page) => {
          await write(page, "[name=text]", text);
          await press(page);
        },
        { status },
      );
    }
  });

  for (const role of ROLES) {
    test(`what a ${role} can reach is clean`, async () => {
      const { zh } = await at.as(role);
      await zh.goto(house.url);
      const links = await zh.$$eval(".rail-link", (all) => all.map((link) => link.getAttribute("href")));
      assert.ok(links.length > 0, "a person signed in has a menu");
      // The home page differs from role to role.
      const fresh = [...links, ...(MORE[role] ?? [])].filter((path) => !at.hasSeen(path));
      for (const path of new Set(["/", ...fresh])) await at.look(role, path);
      for (const [list, leads] of [["/admin/staff", "/admin/staff/"], ["/admin/departments", "/admin/departments/"], ["/rules", "/rules/"]]) {
        if (!fresh.includes(list)) continue;
        await zh.goto(house.url + list);
        const path = await zh.$eval(`main a[href^='${leads}'][data-row-link], main td a[href^='${leads}']`, (link) => link.getAttribute("href"));
        await at.look(role, path);
      }
    });
  }

  test("what is over is destroyed", () => destroying(at));

  test("no page was forgotten", () => {
    assert.ok(house.lookedAt.length > 60, `the server lists its pages: ${house.lookedAt.length}`);
    const forgotten = at.unvisited().filter((path) => !ELSEWHERE.includes(path) && !NO_PAGES.some((one) => one.test(path)));
    assert.deepEqual(forgotten, [], "each of these answers a look, and no test visits it");
  });
});
