// What goes on paper of a real case: the form to be signed, the slips and the letter; both browsers.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { openHouse } from "./house.mjs";
import { paperOf } from "./paper.mjs";

const A4 = "210 × 297";
const A5 = "148 × 210";
const SLIP = "80 × 200";

const TELLING = "我昨夜手术后一直喊痛，按铃二十分钟没有人来；今早在收费处排队四十分钟，窗口关闭没有人解释。";
const ORDINARY = { narrative: TELLING, points: ["夜间呼叫二十分钟无人应答", "收费窗口关闭无人解释"], words: "夜里人手不足，让您疼着久等，我们向您道歉。" };
const LONG = {
  narrative: TELLING.repeat(50).slice(0, 2000),
  points: Array.from({ length: 12 }, (_, at) => `第 ${at + 1} 件：${TELLING}`),
  words: "当晚两名护士同在抢救室，铃声没有转接到别处，让您疼着久等，我们向您和家人道歉。".repeat(3),
};

// From the first words to the released letter, by program.
async function written(house, { narrative, points, words }) {
  const [desk, owner, director] = ["receptionist", "coordinator", "director"].map(house.program);
  const { number } = await desk.register({
    kind: "complaint",
    channel: "visit",
    narrative,
    demand: "查明原因，书面答复，并让夜里有人管。",
    patient: { name: "何守田", sex: "male", birth_date: "1948-05-06", record_no: "ZY0098812" },
    // The patient, whom a letter may tell everything.
    contact: { name: "何守田", phone: "13800000001", relation: "self", reply_by: "letter", identity_check: "oral" },
    department: "GK2",
    visit_type: "inpatient",
    incident_at: "2026-09-27T21:50:00+08:00",
    incident_place: "骨科二病区",
    read_back: true,
    privacy_shown: true,
    allegations: points.map((text) => ({ category: "T02", departments: ["GK2"], text })),
  });
  const each = (make) => points.map((_, at) => ({ allegation: at + 1, ...make() }));
  await desk.take(number, "accept");
  await director.take(number, "assign", { owner: "coordinator" });
  await owner.take(number, "investigate", { condition: "术后第一日", course: [{ time: "21:50", place: "病房", what: "按铃", source: "呼叫记录" }], communication: "当时没有解释" });
  await owner.take(number, "find", { findings: each(() => ({ finding: "upheld", reason: "呼叫记录与所述一致" })) });
  await director.take(number, "review", { ok: true });
  await owner.take(number, "handle", { modes: ["explain", "apologise"], result: "说明并致歉。" });
  await owner.take(number, "answer", { mode: "letter", answers: each(() => ({ answer: words, next_step: "夜间铃声转接到护士长手机" })) });
  await owner.take(number, "letter", {
    salutation: "何守田先生",
    opening: "感谢您把这件事告诉我们。",
    steps: "调阅了当晚的呼叫记录，询问了当班护士和收费处。",
    result: "夜间铃声转接到护士长手机，每周抽查；停机前张贴公告。",
    contact_name: "沈知远",
    contact_phone: "0000-1234567",
    dated: "2026-09-28",
  });
  await director.take(number, "approve");
  await owner.take(number, "release");
  return number;
}

describe("on paper", () => {
  let house;
  const numbers = {};
  before(async () => {
    house = await openHouse();
    numbers.ordinary = await written(house, ORDINARY);
    numbers.long = await written(house, LONG);
  });
  after(() => house?.close());

  for (const [name, { openBrowser, signIn }] of Object.entries({ present, floor })) {
    describe(`of the ${name} browser`, () => {
      let browser, page;
      before(async () => {
        browser = await openBrowser();
        page = await browser.page();
        await signIn(page, house, "director");
      });
      after(() => browser?.close());

      const paper = async (which, part) => {
        await page.goto(`${house.url}/cases/${numbers[which]}${part}`);
        const found = await paperOf(page);
        if (process.env.TONGLI_E2E_SCREENS) await writeFile(new URL(`screens/${which}${part.replace(/\W+/g, "-")}-${name}.pdf`, import.meta.url), found.bytes);
        return found;
      };

      for (const [part, size] of [["/print", A4], ["/slip?size=a5", A5], ["/slip?size=80mm", SLIP], ["/letter", A4]]) {
        test(`${part} is one sheet of ${size} mm`, async () => {
          const { sheets, sizes } = await paper("ordinary", part);
          assert.deepEqual({ sheets, sizes }, { sheets: 1, sizes: [size] });
        });
      }

      // Two thousand characters and twelve points need room: a few full sheets, not one with the rest of it cut.
      for (const [part, most] of [["/print", 4], ["/letter", 4]]) {
        test(`${part} of a long telling runs on to further sheets`, async () => {
          const { sheets, sizes } = await paper("long", part);
          assert.deepEqual(sizes, [A4]);
          assert.ok(sheets > 1 && sheets <= most, `${sheets} sheets`);
        });
      }
    });
  }
});
