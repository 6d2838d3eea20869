// Opens Debian's present Chromium; chromium109.mjs opens the oldest one we serve, with the same face.
import { chromium } from "playwright-core";
import { listen } from "./look.mjs";
import { FLAGS, LOCALES, SIZES } from "./setting.mjs";

export { lookClean, shot } from "./look.mjs";
export { signIn } from "./sign-in.mjs";

export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: process.env.TONGLI_E2E_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  return {
    version: browser.version(),
    close: () => browser.close(),
    // A person at a machine: own cookies, own language, own screen.
    async page({ size = "desktop", lang = "zh", script = true } = {}) {
      const context = await browser.newContext({
        viewport: SIZES[size],
        locale: LOCALES[lang],
        javaScriptEnabled: script,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      return listen(page, lang);
    },
  };
}
