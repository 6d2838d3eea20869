// An office brings its register of 2013 in, and an old complaint comes back with new evidence; both browsers.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { choose, follow, pickFile, send, text, write } from "./hands.mjs";
import { openHouse } from "./house.mjs";
import * as steps from "./steps.mjs";

const rowsOf = (page) => page.$$eval("main tbody tr", (rows) => rows.map((row) => row.innerText));
const tab = (kind) => `main .tabs a[href*='rows=${kind}']`;

const REGISTER = fileURLToPath(new URL("fixtures/old-register.csv", import.meta.url));

for (const [name, { openBrowser, lookClean, shot, signIn }] of Object.entries({ present, floor })) {
  describe(`an old register in the ${name} browser`, () => {
    let browser, house, at;
    before(async () => {
      browser = await openBrowser();
      house = await openHouse();
      at = steps.desks(browser, house, signIn);
    });
    after(async () => {
      await browser?.close();
      await house?.close();
    });

    async function lookEverywhere(path, label) {
      for (const size of ["desktop", "phone"]) {
        for (const lang of ["zh", "en"]) {
          const eye = await browser.page({ size, lang });
          await signIn(eye, house, "coordinator");
          await eye.goto(path);
          await shot(eye, `${label}-${size}-${lang}-${name}`);
          await lookClean(eye);
        }
      }
    }

    test("its bad rows are named, its good rows are brought in, and an old complaint is taken up again", async () => {
      let page = await at("coordinator");
      await page.goto(`${house.url}/imports`);
      await lookClean(page);
      await follow(page, "main a[href='/imports/new']");
      await lookClean(page);
      await pickFile(page, "#file", REGISTER);
      await send(page);
      const sheet = page.url();
      await lookClean(page);

      const preview = await text(page);
      assert.match(preview, /有问题的 4 行/);
      for (const [row, remedy] of [
        ["第 7 行", "没有这一天"],
        ["第 10 行", "不认识“飞鸽传书”"],
        ["第 12 行", "（空）"],
        // A quoted line break above it counts as no row of the sheet.
        ["第 15 行", "在今天"],
      ]) {
        assert.ok(preview.includes(row) && preview.includes(remedy), `${row}: ${remedy}\n${preview}`);
      }
      assert.ok(!preview.includes("甄小㛃") && !preview.includes("13800000021"), "the preview names nobody");
      await lookEverywhere(sheet, "import-preview");
      assert.equal((await rowsOf(page)).length, 17, "every row of the file stands on the page");
      await follow(page, tab("bad"));
      assert.ok(page.url().includes("rows=bad"));
      const bad = await rowsOf(page);
      assert.equal(bad.length, 4);
      assert.ok(bad[0].includes("没有这一天") && bad[0].includes("2013-02-30"), bad[0]);
      await lookEverywhere(page.url(), "import-bad");
      await follow(page, tab("skipped"));
      assert.match((await rowsOf(page)).join("\n"), /这是合计行/);
      await follow(page, tab("known"));
      assert.match(await text(page), /没有这样的行/);
      await lookEverywhere(page.url(), "import-none");
      await page.goto(`${house.url}/cases?stage=done`);
      assert.ok(!(await text(page)).includes("TS-2013"), "nothing is brought in before somebody confirms");

      await page.goto(sheet);
      await send(page, "form[action$='/confirm'] .btn-primary");
      assert.match(await text(page), /正在导入/);
      // While it runs the page comes again by itself, also in the middle of a look.
      await page.evaluate(() => window.stop());
      await lookClean(page);
      await house.setClock("2026-09-28T09:00:10+08:00");
      await house.setClock("2026-09-28T09:00:20+08:00");
      await page.goto(sheet);
      assert.match(await text(page), /已导入 12 件/);
      await lookEverywhere(sheet, "import-published");
      await follow(page, tab("good"));
      assert.equal((await page.$$("main tbody a[href^='/cases/TS-']")).length > 0, true, "a row leads to what it became");
      await page.goto(sheet);

      await follow(page, "main a[href^='/cases?import=']");
      await lookClean(page);
      assert.equal((await page.$$("main [data-row-link]")).length, 12);
      await page.$$eval("main [data-row-link]", (links) => links.find((link) => link.innerText.startsWith("TS-20130107")).setAttribute("id", "the-receipt"));
      await follow(page, "#the-receipt");
      await lookClean(page);
      assert.ok((await text(page)).includes("“㛃”字印成问号"), "a rare letter of GB18030 is read");
      assert.match(await text(page), /已归档/);

      const path = new URL(page.url()).origin + new URL(page.url()).pathname;
      await page.goto(`${path}/reopen`);
      await lookClean(page);
      await write(page, "[name=reason]", "家属今天带来 2013 年 1 月 7 日的收据原件，手写更正处没有盖章，医保不予受理。");
      await choose(page, "[name=channel]", "visit");
      // Nothing is taken up again without something new.
      await write(page, "[name=evidence]", "2013 年 1 月 7 日的收据原件，更正处没有盖章。");
      await send(page);
      assert.match(await text(page), /已受理/);

      const office = { at, lookClean, path, url: house.url };
      await steps.assign(office, "沈知远");
      await steps.classify(office, "T06");
      await steps.ask(office, ["收费处"], "请核对当年的收据存根，并说明能否重新出具。");
      await house.setClock("2026-09-29T10:00:00+08:00");
      page = await steps.state(office, "contact", "存根可以查到，当年确未盖章，可以重新出具证明。");
      assert.ok(!(await text(page)).includes("13800000021"), "a department does not see the telephone number");

      await house.setClock("2026-09-30T09:30:00+08:00");
      await steps.investigate(office, {
        conditionNone: "收费窗口的事，没有诊疗。",
        course: "2013 年 1 月 7 日更正收据，没有盖章。",
        communication: "当时没有告知医保不予受理。",
      });
      await steps.find(office, [[1, "upheld", "存根与家属所述一致，更正处没有盖章。"]]);
      await steps.review(office);
      await steps.handle(office, ["explain", "apologise"], "重新出具收费证明并致歉。");
      await house.setClock("2026-09-30T15:30:00+08:00");
      await steps.answer(office, "2026-09-30T15:20", [[1, "当年更正没有盖章，让您跑了冤枉路，向您道歉；证明已经开好。", "窗口增加生僻字字库"]]);
      await steps.approve(office);
      await steps.deliver(office, "2026-09-30T15:25", "甄女士", "parent");
      await steps.close(office, "窗口系统增加生僻字字库，更正一律盖章。");
      // The seven days fell into the holidays: the late chip and the reminder stand on the page.
      await house.setClock("2026-10-09T10:00:00+08:00");
      await steps.followUp(office, "2026-10-09T09:50");
      page = await steps.archive(office);
      assert.match(await text(page), /已归档/);
      await lookEverywhere(path, "old-case");
    });

    test("a long register is paged there and back, and sent again in another file its rows are known", async () => {
      const folder = await mkdtemp(join(tmpdir(), "tongli-register-"));
      try {
        const rows = Array.from({ length: 120 }, (_, at) => `2014-05-${String((at % 28) + 1).padStart(2, "0")},来访,咨询,第${at + 1}位问路的人`);
        const register = async (name, title) => {
          const file = join(folder, name);
          await writeFile(file, [title, "接待日期,受理渠道,类别,反映内容", ...rows].join("\n"));
          return file;
        };
        // A new morning: who was signed in before signs in again.
        await house.setClock("2026-10-12T09:00:00+08:00");
        const page = await at("coordinator");
        await page.goto(`${house.url}/imports/new`);
        await pickFile(page, "#file", await register("2014.csv", "登记簿,,,"));
        await send(page);
        const sheet = page.url();
        const seen = await rowsOf(page);
        for (let turn = 0; turn < 2; turn += 1) {
          await follow(page, "main a[rel=next]");
          await lookClean(page);
          seen.push(...(await rowsOf(page)));
        }
        assert.equal(seen.length, 120);
        assert.ok(seen[119].includes("第120位"), seen[119]);
        assert.equal((await page.$$("main a[rel=next]")).length, 0);
        await lookEverywhere(page.url(), "import-last-page");
        await follow(page, "main a[rel=prev]");
        await follow(page, "main a[rel=prev]");
        assert.ok((await rowsOf(page))[0].includes("第1位"));
        assert.equal((await page.$$("main a[rel=prev]")).length, 0);

        await page.goto(sheet);
        await send(page, "form[action$='/confirm'] .btn-primary");
        await house.setClock("2026-10-12T09:01:10+08:00");
        await house.setClock("2026-10-12T09:01:20+08:00");
        await page.goto(`${house.url}/imports/new`);
        await pickFile(page, "#file", await register("2014-2.csv", "登记簿（副本）,,,"));
        await send(page);
        assert.match(await text(page), /没有可以导入的新内容/);
        await follow(page, tab("known"));
        assert.equal((await page.$$("main tbody a[href^='/cases/ZX-201405']")).length, 50);
        await lookEverywhere(page.url(), "import-known");
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
}
