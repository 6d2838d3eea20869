// A complaint with two allegations, from the first words to the archive, by hand: the office and two departments carry it within the legal days; both browsers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { openHouse } from "./house.mjs";

const tick = (page, selector) => page.$eval(selector, (box) => box.click());
const choose = (page, selector, value) =>
  page.$eval(
    selector,
    (list, wanted) => {
      const option = [...list.options].find(({ value, text }) => value === wanted || text.includes(wanted));
      list.value = option.value;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    },
    value,
  );
const write = (page, selector, text) =>
  page.$eval(
    selector,
    (field, words) => {
      field.value = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    text,
  );
const text = (page, selector = "main") => page.$eval(selector, (part) => part.innerText);

async function send(page, button = "main form .btn-primary") {
  await Promise.all([
    page.waitForNavigation(),
    page.$eval(button, (one) => {
      one.click();
      // What cannot be taken back asks once more.
      document.querySelector("dialog[data-confirm-dialog][open] [value=yes]")?.click();
    }),
  ]);
  const wrong = await page.evaluate(() => [...document.querySelectorAll(".error-summary, .alert-danger:not([hidden])")].map((one) => one.innerText).join("\n"));
  assert.equal(wrong, "", `${page.url()} refused`);
}

for (const [name, { openBrowser, lookClean, shot, signIn }] of Object.entries({ present, floor })) {
  describe(`a complaint in the ${name} browser`, () => {
    let browser, house;
    const desks = {};
    before(async () => {
      browser = await openBrowser();
      house = await openHouse();
    });
    after(async () => {
      await browser?.close();
      await house?.close();
    });

    // Each person keeps one browser open; after a pause they sign in again.
    async function at(role) {
      const page = (desks[role] ??= await browser.page());
      await page.goto(`${house.url}/me`);
      if (page.url().includes("/sign-in")) await signIn(page, house, role);
      return page;
    }

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

      page = await at("director");
      await page.goto(`${path}/assign`);
      await choose(page, "[name=owner]", "沈知远");
      await lookClean(page);
      await send(page);

      page = await at("coordinator");
      await page.goto(`${path}/request-statement`);
      await page.$$eval("[name=department]", (boxes) =>
        boxes.filter((box) => ["骨科二病区", "收费处"].includes(box.closest("label").innerText.trim()) && !box.checked).forEach((box) => box.click()),
      );
      await write(page, "[name=question]", "请说明当时的经过，以及是否向家属解释。");
      await lookClean(page);
      await send(page);

      await house.setClock("2026-09-29T14:00:00+08:00");
      for (const [role, words] of [
        ["contact-ward", "当班两人，一人随患者外出检查，21:52 呼叫，22:01 应答，未向家属解释。"],
        ["contact", "系统升级提前停机，未张贴告示，也未引导。"],
      ]) {
        page = await at(role);
        await page.goto(`${house.url}/inbox`);
        await lookClean(page);
        await Promise.all([page.waitForNavigation(), page.$eval("main a[href^='/statements/']", (link) => link.click())]);
        await write(page, "[name=text]", words);
        await write(page, "[name=course]", "经过如上。");
        await write(page, "[name=communication]", "当时没有解释。");
        await lookClean(page);
        await send(page);
        assert.ok(!(await text(page)).includes("13800000001"), "a department does not see the telephone number");
      }

      await house.setClock("2026-10-08T09:30:00+08:00");
      page = await at("coordinator");
      await page.goto(`${path}/find`);
      await tick(page, "[name=finding-1][value=upheld]");
      await write(page, "[name=reason-1]", "呼叫记录与家属所述一致。");
      await tick(page, "[name=finding-2][value=partly_upheld]");
      await write(page, "[name=reason-2]", "停机属实，有工作人员口头告知但不充分。");
      await lookClean(page);
      await send(page);

      page = await at("director");
      await page.goto(`${path}/review`);
      await lookClean(page);
      await send(page, "[name=ok][value=yes]");

      await house.setClock("2026-10-09T09:30:00+08:00");
      page = await at("coordinator");
      await page.goto(`${path}/handle`);
      await tick(page, "[name=modes][value=explain]");
      await tick(page, "[name=modes][value=apologise]");
      await write(page, "[name=result]", "向家属说明并致歉；调整夜班人力，停机前公告。");
      await lookClean(page);
      await send(page);

      await house.setClock("2026-10-10T10:30:00+08:00");
      page = await at("coordinator");
      await page.goto(`${path}/answer`);
      await tick(page, "[name=mode][value=phone]");
      for (const [seq, answer, next] of [
        [1, "夜里人手不足，让您父亲久等，我们向您道歉。", "夜间增加一人值守"],
        [2, "停机前没有告知清楚，是我们不周到。", "停机前张贴公告并引导"],
      ]) {
        await write(page, `[name=answer-${seq}]`, answer);
        await write(page, `[name=next_step-${seq}]`, next);
      }
      await write(page, "[name=spoken_at]", "2026-10-10T10:20");
      await tick(page, "[name=was_said]:not(:checked)");
      await tick(page, "[name=read_back]:not(:checked)");
      await lookClean(page);
      await send(page);

      page = await at("director");
      await page.goto(`${path}/approve`);
      await lookClean(page);
      await send(page, "[name=ok][value=yes]");

      page = await at("coordinator");
      await page.goto(`${path}/deliver`);
      await tick(page, "[name=mode][value=phone]");
      await write(page, "[name=delivered_at]", "2026-10-10T10:25");
      await write(page, "[name=signer]", "何一鸣");
      await choose(page, "[name=relation]", "child");
      await tick(page, "[name=read_back]:not(:checked)");
      await lookClean(page);
      await send(page);

      await house.setClock("2026-10-12T09:00:00+08:00");
      page = await at("director");
      await page.goto(`${path}/close`);
      await write(page, "[name=improvement]", "夜间人力与停机公告两项制度，下月复查。");
      await lookClean(page);
      await send(page);

      await house.setClock("2026-10-16T10:00:00+08:00");
      page = await at("coordinator");
      await page.goto(`${path}/follow-up`);
      await tick(page, "[name=outcome][value=reached]");
      await write(page, "[name=tried_at]", "2026-10-16T09:50");
      for (const box of ["identity_checked", "understood", "measures_done", "rated_by_patient"]) await tick(page, `[name=${box}]`);
      await tick(page, "[name=satisfaction][value='4']");
      await lookClean(page);
      await send(page);

      page = await at("director");
      await page.goto(`${path}/archive`);
      await lookClean(page);
      await send(page);
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
