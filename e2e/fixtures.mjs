// Small pages, one good and each other with one fault, served under the real security policy for the self test.
import { createServer } from "node:http";

const POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'";

const STYLE = `
  .btn { background: #fff; color: #222; padding: 8px; border: 1px solid #767676; }
  .btn-primary { background: #0b6b66; color: #fff; border: 0; }
  .btn-quiet { background: none; border: 0; }
  .badge { background: #eeece8; color: #38424a; }
  .alert { background: #eef6f0; color: #225b34; border-left: 4px solid #2a7040; }`;

const page = ({ lang = "zh-CN", title = "样张", style = "", body, head = "" }) => `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="icon" href="/icon.svg">${head}
<style>${STYLE} ${style}</style></head>
<body><main>${body}</main></body></html>`;

const PAGES = {
  "/good": page({ body: `<h1>登记</h1><p>凭此编号查询，可导出 PDF。</p><p data-user-text>He said: wait</p><p>按 <kbd>Enter</kbd></p><button class="btn btn-primary">保存</button> <button class="btn">返回</button> <button class="btn btn-quiet">更多</button> <span class="badge">新</span><p class="alert">已保存</p><input type="submit" class="btn" value="发送"><button class="btn" disabled style="color: #999; border-color: #fff">稍候</button><a href="/good-english" lang="en">Switch language</a>` }),
  "/good-english": page({ lang: "en", title: "Sample", body: `<h1>Register</h1><p data-user-text>夜里没有人来</p><a href="/good" lang="zh">中文</a><button class="btn btn-primary">Save</button>` }),
  "/transparent-button": page({ style: ".btn-primary { background: color-mix(in nothing, red, blue); background: transparent; color: #000; }", body: `<h1>登记</h1><button class="btn btn-primary">保存</button>` }),
  // A variable that holds a colour function makes the whole line void: what stood before it does not come back.
  "/lost-edge": page({ style: ".btn { --edge: color-mix(in nothing, red, blue); background: var(--edge); border: 0; }", body: `<h1>登记</h1><button class="btn">返回</button>` }),
  "/edge-like-its-ground": page({ style: ".btn { border-color: #fefefe; }", body: `<h1>登记</h1><a class="btn" href="/good">返回</a>` }),
  "/lost-badge": page({ style: ".badge { background: none; }", body: `<h1>登记</h1><p>环节 <span class="badge">核查中</span></p>` }),
  "/lost-alert": page({ style: ".alert { background: none; border-color: transparent; }", body: `<h1>登记</h1><p class="alert">已保存</p>` }),
  "/lost-submit": page({ style: "[type=submit] { background: none; border: 0; }", body: `<h1>登记</h1><input type="submit" value="发送">` }),
  "/lost-role": page({ body: `<h1>登记</h1><span role="button" tabindex="0">展开</span>` }),
  "/no-label": page({ body: `<h1>登记</h1><input name="phone">` }),
  "/han-in-english": page({ lang: "en", title: "Sample", body: `<h1>Register</h1><p>Stage: 核查中</p>` }),
  "/latin-in-chinese": page({ body: `<h1>登记</h1><p>环节：Closed</p>` }),
  "/too-wide": page({ body: `<h1>登记</h1><div style="width: 3000px">很宽的一行</div>` }),
  "/wide-in-its-box": page({ body: `<h1>登记</h1><div style="overflow-x: auto" tabindex="0" role="region" aria-label="列表"><div style="width: 3000px">很宽的一行</div></div>` }),
  "/inline-script": page({ body: `<h1>登记</h1>`, head: `<script>window.injected = true</script>` }),
  "/missing-picture": page({ body: `<h1>登记</h1><img src="/nowhere.png" alt="楼层图">` }),
};

export async function serveFixtures() {
  const server = createServer((request, response) => {
    if (request.url === "/icon.svg") {
      response.writeHead(200, { "content-type": "image/svg+xml" }).end('<svg xmlns="http://www.w3.org/2000/svg"/>');
      return;
    }
    const text = PAGES[request.url];
    response.writeHead(text ? 200 : 404, { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY });
    response.end(text);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
