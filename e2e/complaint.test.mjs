// A complaint with two allegations, from the first words to the archive, by hand: the office and two departments carry it within the legal days; both browsers.
import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { choose, send, text, tick, write } from "./hands.mjs";
import { openHouse } from "./house.mjs";
import * as steps from "./steps.mjs";

for (const [name, { openBrowser, lookClean, shot, signIn }] of Object.entries({ present, floor })) {
  describe(`a complaint in the ${name} browser`, () => {
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

    test("it is carried to the archive, every page clean on the way", async () => {
      await house.setClock("2026-09-28T09:12:00+08:00");
      let page = await at("receptionist");
      await page.goto(`${house.url}/cases/new`);
      await tick(page, "[name=kind][value=complaint]");
      await choose(page, "[name=channel]", "visit");
      await write(page, "[name=narrative]", "父亲昨夜手术后喊痛，按铃二十分钟没有人来；今早在收费处排队四十分钟，窗口关闭没有人解释。");
      await write(page, "[name='allegations[0].text']", "夜间呼叫二十分钟无人应答");
      await choose(page, "[name='allegations[0].category']", "T02");
      await write(page, "[name='allegations[0].departments']", "骨科二病区");
      await tick(page, "[data-add-row=allegation], [name=add_row]");
      await write(page, "[name='allegations[1].text']", "收费窗口关闭无人解释");
      await choose(page, "[name='allegations[1].category']", "T05");
      await write(page, "[name='allegations[1].departments']", "收费处");
      await write(page, "[name=contact_name]", "何一鸣");
      await write(page, "[name=contact_phone]", "13800000001");
      await choose(page, "[name=contact_relation]", "child");
      await choose(page, "[name=contact_reply_by]", "phone");
      await send(page, "form[action='/cases/new'] .btn-primary");
      const number = page.url().match(/TS-20260928-\d{4}/)[0];
      const path = `${house.url}/cases/${number}`;
      await lookClean(page);
      assert.ok(!page.url().includes("13800000001") && !(await page.title()).includes("何"), "nobody is named in address or title");
      await page.goto(`${path}/accept`);
      await send(page);

      const office = { at, lookClean, path, url: house.url };
      await steps.assign(office, "沈知远");
      await steps.ask(office, ["骨科二病区", "收费处"], "请说明当时的经过，以及是否向家属解释。");

      await house.setClock("2026-09-29T14:00:00+08:00");
      for (const [role, words] of [
        ["contact-ward", "当班两人，一人随患者外出检查，21:52 呼叫，22:01 应答，未向家属解释。"],
        ["contact", "系统升级提前停机，未张贴告示，也未引导。"],
      ]) {
        page = await steps.state(office, role, words);
        assert.ok(!(await text(page)).includes("13800000001"), "a department does not see the telephone number");
      }

      await house.setClock("2026-10-08T09:30:00+08:00");
      await steps.investigate(office, {
        condition: "髋关节术后第一日，疼痛评分六分。",
        course: "21:52 呼叫，22:01 应答；收费窗口因升级提前停机。",
        communication: "当时没有向家属解释。",
      });
      await steps.find(office, [
        [1, "upheld", "呼叫记录与家属所述一致。"],
        [2, "partly_upheld", "停机属实，有工作人员口头告知但不充分。"],
      ]);
      await steps.review(office);

      await house.setClock("2026-10-09T09:30:00+08:00");
      await steps.handle(office, ["explain", "apologise"], "向家属说明并致歉；调整夜班人力，停机前公告。");

      await house.setClock("2026-10-10T10:30:00+08:00");
      const paper = join(await mkdtemp(join(tmpdir(), "mandate-")), "授权委托书.pdf");
      await writeFile(paper, "%PDF-1.4 paper");
      await steps.mandate(office, paper, "2026-10-10");
      await steps.answer(office, "2026-10-10T10:20", [
        [1, "夜里人手不足，让您父亲久等，我们向您道歉。", "夜间增加一人值守"],
        [2, "停机前没有告知清楚，是我们不周到。", "停机前张贴公告并引导"],
      ]);
      await steps.approve(office);
      await steps.deliver(office, "2026-10-10T10:25", "何一鸣", "child");

      await house.setClock("2026-10-12T09:00:00+08:00");
      await steps.close(office, "夜间人力与停机公告两项制度，下月复查。");

      await house.setClock("2026-10-16T10:00:00+08:00");
      await steps.followUp(office, "2026-10-16T09:50");
      page = await steps.archive(office);
      assert.match(await text(page), /已归档/);
      for (const size of ["desktop", "phone"]) {
        for (const lang of ["zh", "en"]) {
          const eye = await browser.page({ size, lang });
          await signIn(eye, house, "director");
          for (const part of ["", "/print", "/slip?size=a5", "/slip?size=80mm"]) {
            await eye.goto(path + part);
            await shot(eye, `case${part.replace(/\W+/g, "-")}-${size}-${lang}-${name}`);
            await lookClean(eye);
          }
          await eye.goto(`${house.url}/cases`);
          await shot(eye, `cases-${size}-${lang}-${name}`);
          await lookClean(eye);
        }
      }
    });
  });
}
