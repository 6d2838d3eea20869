// Serves the sample pages with the built assets and the real security policy: node samples/serve.mjs, then open the address.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; frame-ancestors 'none'";
const TYPES = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", html: "text/html" };

async function answer(path) {
  const name = path === "/" ? "gallery.html" : path.slice(1);
  if (!/^[\w./-]+$/.test(name) || name.includes("..")) throw new Error("no such sample");
  if (name.startsWith("assets/")) return readFile(`${here}../dist/${name.slice(7)}`);
  const manifest = JSON.parse(await readFile(`${here}../dist/manifest.json`, "utf8"));
  const page = await readFile(here + name, "utf8");
  return page.replace(/\{\{([\w.]+)\}\}/g, (all, logical) => (manifest[logical] ? `/assets/${manifest[logical]}` : all));
}

async function bodyOf(request) {
  let text = "";
  for await (const piece of request) text += piece;
  return text;
}

// Keeps what is sent, so that a test can ask: drafts by themselves, all else in posts, answered by the gallery again.
export async function serveSamples(port = 0) {
  const drafts = [];
  const posts = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (path === "/broken") {
      response.writeHead(500, { "content-type": "text/html; charset=utf-8" }).end("<main>出错了</main>");
      return;
    }
    if (path === "/refuse") {
      response.writeHead(422, { "content-type": "text/html; charset=utf-8" }).end('<p class="invalid-feedback">请写明科室。</p>');
      return;
    }
    if (request.method === "POST") {
      const text = await bodyOf(request);
      (path === "/draft" ? drafts : posts).push(text);
      // Late enough for an impatient second click.
      if (path !== "/draft") await new Promise((later) => setTimeout(later, 200));
      response.writeHead(path === "/draft" ? 204 : 303, { location: "/gallery.html" }).end();
      return;
    }
    try {
      const body = await answer(path);
      const type = TYPES[path.split(".").pop()] ?? "text/html";
      response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "content-security-policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}`, drafts, posts, close: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serveSamples(8600);
  console.log(`samples at ${url}/gallery.html, /public.html and /print.html`);
}
