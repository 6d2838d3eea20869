// Starts a furnished Tongli for a browser test, tells its address, moves its clock and closes it again.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const READY_WITHIN = 60_000;
const CLOSE_WITHIN = 5_000;

// The program prints one line of JSON when it is ready:
// {"url": "http://127.0.0.1:…", "control": "http://127.0.0.1:…", "accounts": [{"login", "role", "password"}, …]}
export async function openHouse(program = process.env.TONGLI_E2E_BIN) {
  if (!program) throw new Error("TONGLI_E2E_BIN names no program: build the server for tests and point it there");
  const child = spawn(program, [], { stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  createInterface({ input: child.stderr }).on("line", (line) => said.push(line) > 50 && said.shift());
  const hello = await firstWords(child, said);
  return {
    url: hello.url,
    accounts: hello.accounts,
    account: (loginOrRole) => findAccount(hello.accounts, loginOrRole),
    setClock: (to) => setClock(hello.control, to),
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

// Moves time and lets every round that is due by then run, as a night in the office would.
async function setClock(control, to) {
  const answer = await fetch(`${control}/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to }),
  });
  if (!answer.ok) throw new Error(`the clock refused ${to}: ${answer.status} ${await answer.text()}`);
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
