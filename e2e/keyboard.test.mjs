// A receptionist who registers all day takes a complaint down without a mouse: only keys are pressed here; both browsers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as floor from "./chromium109.mjs";
import * as present from "./browser.mjs";
import { openHouse } from "./house.mjs";

// Where Tab leads, from the kind to the button that registers.
const ORDER = [
  "kind", "channel", "urgency", "department", "narrative",
  "allegations[0].text", "allegations[0].category", "allegations[0].departments",
];

// The field with the focus, whether its ring is seen, and whether something lies over it.
const focused = (page) =>
  page.evaluate(async () => {
    // Scrolling ends with the frame after the next.
    await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
    const field = document.activeElement;
    // A choice is drawn by the words beside its invisible button.
    const drawn = field.closest(".choice")?.querySelector("span") ?? field;
    const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
    const { left, top, width, height } = drawn.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return {
      name: field.name || field.id || field.outerHTML.slice(0, 80),
      ringed: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      covered: !(there && (drawn.contains(there) || field.contains(there) || there.contains(drawn))),
    };
  });

for (const [name, { openBrowser, lookClean, signIn }] of Object.entries({ present, floor })) {
  describe(`by keys in the ${name} browser`, () => {
    let browser, house, page;
    before(async () => {
      browser = await openBrowser();
      house = await openHouse();
      page = await browser.page();
      await signIn(page, house, "receptionist");
    });
    after(async () => {
      await browser?.close();
      await house?.close();
    });

    const here = async () => {
      const { name: field, ringed, covered } = await focused(page);
      assert.ok(ringed, `the focus on ${field} is not seen`);
      assert.ok(!covered, `something lies over ${field}`);
      return field;
    };
    const press = (key) => page.keyboard.press(key);
    const pressTogether = async (held, key) => {
      await page.keyboard.down(held);
      await page.keyboard.press(key);
      await page.keyboard.up(held);
    };
    const type = (words) => page.keyboard.type(words);
    const tab = async () => {
      await press("Tab");
      return here();
    };
    // As often as it takes; whoever loses the way is told where.
    const tabTo = async (wanted) => {
      const passed = [];
      while (passed.length < 25) {
        passed.push(await tab());
        if (passed.at(-1) === wanted) return;
      }
      assert.fail(`Tab never led to ${wanted}: ${passed.join(", ")}`);
    };

    test("a complaint with two points is taken down and registered", async () => {
      await page.goto(house.url);
      await Promise.all([page.waitForNavigation(), press("n")]);
      assert.equal(new URL(page.url()).pathname, "/cases/new");

      const order = [await here()];
      // Arrows choose among the kinds, and a figure does so at once.
      await press("ArrowRight");
      await press("2");
      assert.equal(await page.evaluate(() => document.querySelector("[name=kind]:checked").value), "complaint");
      order.push(await tab());
      await press("ArrowDown");
      order.push(await tab(), await tab());
      await type("骨科二病区");
      order.push(await tab());
      await type("父亲昨夜手术后喊痛，按铃二十分钟没有人来。");
      order.push(await tab());
      await type("夜间呼叫二十分钟无人应答");
      order.push(await tab());
      await type("T02");
      order.push(await tab());
      await type("骨科二病区");
      assert.deepEqual(order, ORDER);

      // Enter in a line makes the next one and goes there.
      await press("Enter");
      assert.equal(await here(), "allegations[1].text");
      await type("收费窗口关闭无人解释");
      await tab();
      await type("T05");
      await tab();
      await type("收费处");
      await tabTo("contact_phone");
      await type("13800000001");
      await tab();
      await type("何一鸣");
      await tab();
      await press("ArrowDown");
      await tabTo("read_back");
      await press("Space");
      await Promise.all([page.waitForNavigation(), pressTogether("Control", "Enter")]);

      assert.match(new URL(page.url()).pathname, /^\/cases\/TS-20260928-\d{4}$/);
      const number = new URL(page.url()).pathname.split("/").at(-1);
      await lookClean(page);
      const kept = await house.program("receptionist").get(`/cases/${number}`);
      assert.equal(kept.channel, "phone");
      assert.equal(kept.contact.phone, "13800000001");
      assert.deepEqual(
        kept.allegations.map(({ text, category }) => [text, category]),
        [["夜间呼叫二十分钟无人应答", "T02"], ["收费窗口关闭无人解释", "T05"]],
      );
    });
  });
}
