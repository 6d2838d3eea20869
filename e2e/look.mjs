// Looks at a page as a strict visitor would: reachable for all, nothing broken, nothing cut off, in one language.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { colourlessMarks, overflow, strayWords } from "./in-page.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const allowed = await readAllowedWords();

// Names stand in sentences of ours in both languages: "given by 沈知远". Whoever types something that comes to stand so says it here.
const names = new Set();
export const knowNames = (more) => more.forEach((name) => names.add(name));

const heard = new WeakMap(); // page → { lang, complaints }

// A form that comes back with its errors is answered by 422, which Chromium reports as a failed resource.
const EXPECTED = /status of 422/;

// Collects what the console complains of, from the first moment of the page's life.
export function listen(page, lang) {
  const complaints = [];
  heard.set(page, { lang, complaints });
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(`script failed: ${error.message}`));
  return page;
}

// `expected`: what the console may say of this page, such as the 404 of a page that says it is not there.
// `withAxe: false` leaves out the dearest look, where the same page is looked at again by it elsewhere.
export async function lookClean(page, { expected, withAxe = true } = {}) {
  const { lang, complaints } = heard.get(page);
  const faults = [
    ...complaints.splice(0).filter((text) => !expected?.test(text)).map((text) => `console: ${text}`),
    ...(withAxe ? await axeFaults(page) : []),
    ...(await page.evaluate(overflow)).map((text) => `too wide: ${text}`),
    ...(await page.evaluate(colourlessMarks)).map((text) => `colourless: ${text}`),
    ...(await page.evaluate(strayWords, { lang, allowed, names: [...names].sort((a, b) => b.length - a.length) })).map((text) => `words: ${text}`),
  ];
  if (faults.length > 0) assert.fail(`${page.url()} (${lang}) is not clean:\n  ${faults.join("\n  ")}`);
}

// By evaluate, since our security policy rightly refuses a script tag from elsewhere.
async function axeFaults(page) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => (await window.axe.run({ resultTypes: ["violations"] })).violations);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `axe ${id} (${help}) at ${target.join(" ")}: ${failureSummary.split("\n").slice(1).map((line) => line.trim()).join("; ")}`),
  );
}

// For eyes: pictures are taken only on wish, into screens/, since each costs as much as a look.
export async function shot(page, name) {
  if (!process.env.TONGLI_E2E_SCREENS) return;
  await mkdir(`${here}screens`, { recursive: true });
  await page.screenshot({ path: `${here}screens/${name}.png`, fullPage: true });
}

async function readAllowedWords() {
  const lines = (await readFile(`${here}words-allowed.txt`, "utf8")).split("\n");
  return lines.map((line) => line.trim().toLowerCase()).filter((line) => line && !line.startsWith("#"));
}
