// Writes what the npm package chinese-days says, in two small files:
//
//     npm install --no-save chinese-days@1.5.7
//     node features/calendars/scripts/make_oracle.mjs node_modules/chinese-days
//
// tests/data/chinese-days.txt   the days off and at work that differ from the weekend rule,
//                               held against data/days by a test
// data/festivals.txt            the days of the moving festivals, 2004 to 2060
import { readFileSync, writeFileSync, copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const packageDir = process.argv[2];
if (!packageDir) throw new Error("say where chinese-days is unpacked");
const feature = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8"));
const header = (what) => `# ${what}
# From the npm package chinese-days ${version}, MIT, Copyright (c) 2024 Yawei sun.
# Written by scripts/make_oracle.mjs; do not edit.
`;

const days = JSON.parse(readFileSync(join(packageDir, "dist", "chinese-days.json"), "utf8"));
const lines = [];
for (let year = 2004; year <= 2026; year++) {
  for (const [word, table] of [["rest", days.holidays], ["work", days.workdays]]) {
    const dates = Object.keys(table).filter((day) => day.startsWith(`${year}-`)).sort();
    lines.push([year, word, ...dates.map((day) => day.slice(5))].join(" "));
  }
}
writeFileSync(
  join(feature, "tests", "data", "chinese-days.txt"),
  header("Days off (rest) and make-up working days (work) of each year.") + lines.join("\n") + "\n",
);

// The package's module file carries an extension that node takes for CommonJS.
const copy = join(mkdtempSync(join(tmpdir(), "chinese-days-")), "index.mjs");
copyFileSync(join(packageDir, "dist", "index.es.js"), copy);
const { getSolarDateFromLunar, getSolarTermDate } = await import(pathToFileURL(copy).href);
const rows = [];
for (let year = 2004; year <= 2060; year++) {
  const lunar = (monthDay) => getSolarDateFromLunar(`${year}-${monthDay}`).date;
  rows.push([
    year, lunar("01-01"), getSolarTermDate(year, 4, "pure_brightness"), lunar("05-05"), lunar("08-15"),
  ].map((day) => String(day).replace(`${year}-`, "")).join(" "));
}
writeFileSync(
  join(feature, "data", "festivals.txt"),
  header("year, first day of the first lunar month, Qingming, Dragon Boat, Mid-Autumn") + rows.join("\n") + "\n",
);
