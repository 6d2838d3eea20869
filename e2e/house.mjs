// Starts a furnished Tongli for a browser test, tells its address, moves its clock and closes it again.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { knowNames } from "./look.mjs";

const READY_WITHIN = 60_000;
const CLOSE_WITHIN = 5_000;

// The program prints one line of JSON when it is ready:
// {"url": "http://127.0.0.1:…", "control": "http://127.0.0.1:…", "accounts": [{"login", "role", "password", "token"}, …], "names": ["收费处", …], "looked_at": ["/cases/{number}", …]}
// `bare`: a house before anybody has an account.
export async function openHouse({ bare = false } = {}) {
  const program = process.env.TONGLI_E2E_BIN;
  if (!program) throw new Error("TONGLI_E2E_BIN names no program: build the server for tests and point it there");
  const child = spawn(program, bare ? ["--bare"] : [], { stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  createInterface({ input: child.stderr }).on("line", (line) => said.push(line) > 50 && said.shift());
  const hello = await firstWords(child, said);
  knowNames(hello.names);
  return {
    url: hello.url,
    accounts: hello.accounts,
    account: (loginOrRole) => findAccount(hello.accounts, loginOrRole),
    lookedAt: hello.looked_at,
    setClock: (to) => obey(hello.control, "/clock", { to }),
    closeDatabase: () => obey(hello.control, "/database/close", {}),
    program: (loginOrRole) => asProgram(hello.url, findAccount(hello.accounts, loginOrRole)),
    log: () => said.join("\n"),
    close: () => close(child),
  };
}

function firstWords(child, said) {
  return new Promise((resolve, reject) => {
    const give = (act, value) => {
      clearTimeout(timer);
      act(value);
    };
    const fail = (why) => give(reject, new Error(`the server ${why}\n${said.join("\n")}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`was not ready after ${READY_WITHIN / 1000} s`);
    }, READY_WITHIN);
    child.on("error", (error) => fail(`could not be started: ${error.message}`));
    child.on("exit", (code) => fail(`ended with ${code} before it was ready`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith('{"') && line.includes('"url"')) give(resolve, JSON.parse(line));
    });
  });
}

function findAccount(accounts, loginOrRole) {
  const found = accounts.find(({ login }) => login === loginOrRole) ?? accounts.find(({ role }) => role === loginOrRole);
  if (!found) throw new Error(`the house has no account "${loginOrRole}", only ${accounts.map(({ login, role }) => `${login} (${role})`).join(", ")}`);
  return found;
}

// A moved clock lets every round that is due by then run, as a night in the office would.
async function obey(control, path, wish) {
  const answer = await fetch(control + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(wish) });
  if (!answer.ok) throw new Error(`the house refused ${path}: ${answer.status} ${await answer.text()}`);
}

// What somebody does by program, where a test is not about how it is done by hand.
function asProgram(url, { token }) {
  const call = async (path, body) => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }) };
    const answer = await fetch(`${url}/api/v1${path}`, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} was refused: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    get: (path) => call(path),
    post: (path, body) => call(path, body),
    register: (body) => call("/cases", body),
    // Each verb says which version of the case it saw: the present one.
    take: async (number, verb, body = {}) => call(`/cases/${number}/${verb}`, { version: (await call(`/cases/${number}`)).version, ...body }),
  };
}

function close(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((closed) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), CLOSE_WITHIN);
    child.once("exit", () => {
      clearTimeout(timer);
      closed();
    });
    child.kill("SIGTERM");
  });
}
