// Opens Chromium 109, the last one for Windows 7 and so the oldest our hospitals have, with the face of browser.mjs.
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import puppeteer from "puppeteer-core";
import { listen } from "./look.mjs";
import { FLAGS, LOCALES, SIZES } from "./setting.mjs";

export { lookClean, shot } from "./look.mjs";
export { signIn } from "./sign-in.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
// Playwright of today no longer speaks with 109; this Puppeteer was made for it.
const PACKED = `${here}node_modules/@sparticuz/chromium/bin/chromium.br`;
const UNPACKED = `${here}node_modules/.cache/chromium109`;

// The package carries the browser compressed and would unpack it into /tmp for everybody; ours stays in our folder.
async function program() {
  const path = `${UNPACKED}/chromium`;
  if (existsSync(path)) return path;
  await mkdir(UNPACKED, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, await promisify(brotliDecompress)(await readFile(PACKED)), { mode: 0o755 });
  await rename(unfinished, path);
  return path;
}

export async function openBrowser() {
  const browser = await puppeteer.launch({ executablePath: await program(), headless: true, args: [...FLAGS, "--no-zygote"] });
  return {
    version: await browser.version(),
    close: () => browser.close(),
    async page({ size = "desktop", lang = "zh", script = true } = {}) {
      const context = await browser.createIncognitoBrowserContext();
      const page = await context.newPage();
      await page.setViewport(SIZES[size]);
      await page.setExtraHTTPHeaders({ "accept-language": LOCALES[lang] });
      await page.setJavaScriptEnabled(script);
      await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
      page.setDefaultTimeout(15_000);
      return listen(page, lang);
    },
  };
}
