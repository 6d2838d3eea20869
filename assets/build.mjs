// Builds assets/dist: hashed style sheets, script and icons, each also compressed, and the manifest that names them.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
// Hospital PCs with Windows 7 end at this browser.
const FLOOR = "chrome109";

const inputs = await hashOfInputs();
if (await isBuiltFrom(inputs)) {
  console.log("assets: nothing changed");
} else {
  await build();
}

// What a build depends on. The lockfile stands for node_modules: reading that whole would take seconds.
async function hashOfInputs() {
  const names = (await readdir(join(here, "src"), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const all = [...names, ...["build.mjs", "icons.txt", "package-lock.json"].map((name) => join(here, name))].sort();
  const hash = createHash("sha256");
  for (const name of all) hash.update(`${name.slice(here.length)}\0`).update(await readFile(name));
  return hash.digest("hex");
}

async function isBuiltFrom(stamp) {
  const kept = await readFile(join(dist, ".stamp"), "utf8").catch(() => "");
  return kept === stamp;
}

async function build() {
  if (!existsSync(join(here, "node_modules", "esbuild"))) {
    console.error("assets: the packages are missing; run `npm ci --ignore-scripts` in assets/ first");
    process.exit(1);
  }
  const started = performance.now();
  const glyphs = {};
  const files = {
    "app.css": withGlyphsAsFiles(await bundle("src/app.css"), glyphs),
    "public.css": await bundle("src/public.css"),
    "app.js": await bundle("src/app.js"),
    "icons.svg": await iconSprite(),
    "favicon.svg": await readFile(join(here, "src/favicon.svg"), "utf8"),
  };
  await writeAll(files, glyphs);
  console.log(`assets: built in ${Math.round(performance.now() - started)} ms`);
}

async function bundle(entry) {
  const { build } = await import("esbuild");
  const result = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    target: FLOOR,
    format: entry.endsWith(".js") ? "iife" : undefined,
    legalComments: "eof", // the licences of Tabler and Bootstrap ask that their lines stay
    logLevel: "warning",
    // Tabler writes some tiny pictures as data addresses; they are moved to files below.
    external: ["data:*"],
  });
  return result.outputFiles[0].text;
}

// Our Content-Security-Policy allows no data: pictures, and Tabler draws the ticks and arrows of fields with them.
// Each becomes a file beside the sheet, named by its content.
function withGlyphsAsFiles(css, glyphs) {
  return css.replace(/url\((["']?)data:image\/svg\+xml,(.*?)\1\)(?=[\s;,})])/g, (_, quote, data) => {
    const svg = decodeURIComponent(data.replaceAll("\\\"", '"').replaceAll("\\'", "'"));
    if (!svg.startsWith("<svg") || !svg.endsWith("</svg>")) throw new Error(`not a whole picture: ${svg}`);
    const name = `glyph-${hashOf(svg)}.svg`;
    glyphs[name] = svg;
    return `url(${name})`;
  });
}

async function iconSprite() {
  const names = (await readFile(join(here, "icons.txt"), "utf8")).split("\n").filter((line) => line && !line.startsWith("#"));
  const symbols = await Promise.all(names.map(iconSymbol));
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons, MIT, Copyright (c) 2020-2026 Paweł Kuna -->${symbols.join("")}</svg>\n`;
}

async function iconSymbol(name) {
  const file = join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
  const svg = await readFile(file, "utf8").catch(() => {
    throw new Error(`icons.txt names "${name}", which Tabler does not draw`);
  });
  const shapes = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "")
    .replace(/\s+/g, " ")
    .trim();
  return `<symbol id="icon-${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
}

// Into a new folder that then takes the old one's place: a server reading meanwhile never sees half a build.
async function writeAll(files, glyphs) {
  const fresh = join(here, "node_modules", `.dist-${process.pid}`);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const manifest = {};
  for (const [name, text] of Object.entries(files)) {
    const dot = name.lastIndexOf(".");
    manifest[name] = `${name.slice(0, dot)}-${hashOf(text)}${name.slice(dot)}`;
  }
  const written = [...Object.entries(files).map(([name, text]) => [manifest[name], text]), ...Object.entries(glyphs)];
  await Promise.all(written.map(([name, text]) => writeCompressed(join(fresh, name), Buffer.from(text))));
  await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(fresh, ".stamp"), inputs);
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
}

async function writeCompressed(path, bytes) {
  const brotli = await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const gzipped = await promisify(gzip)(bytes, { level: 9 });
  await Promise.all([writeFile(path, bytes), writeFile(`${path}.br`, brotli), writeFile(`${path}.gz`, gzipped)]);
}

function hashOf(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}
