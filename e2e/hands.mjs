// What a person's hands do on a page, the same in both browsers.
import assert from "node:assert/strict";

export const tick = (page, selector) => page.$eval(selector, (box) => box.click());

export const choose = (page, selector, value) =>
  page.$eval(
    selector,
    (list, wanted) => {
      const option = [...list.options].find(({ value, text }) => value === wanted || text.includes(wanted));
      list.value = option.value;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    },
    value,
  );

export const write = (page, selector, text) =>
  page.$eval(
    selector,
    (field, words) => {
      field.value = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    text,
  );

export const text = (page, selector = "main") => page.$eval(selector, (part) => part.innerText);

// The two drivers call it differently.
export async function pickFile(page, selector, path) {
  const field = await page.$(selector);
  await (field.uploadFile ? field.uploadFile(path) : field.setInputFiles(path));
}

export async function follow(page, selector) {
  await Promise.all([page.waitForNavigation(), page.$eval(selector, (link) => link.click())]);
}

export async function send(page, button = "main form .btn-primary") {
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
