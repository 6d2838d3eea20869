// The steps of a complaint by hand, each on its page, which must be clean: `office` holds `at` (a role's browser), `lookClean` and the path of the case.
import { choose, follow, pickFile, send, tick, write } from "./hands.mjs";
import { knowNames } from "./look.mjs";

export async function assign({ at, lookClean, path }, owner) {
  const page = await at("director");
  await page.goto(`${path}/assign`);
  await choose(page, "[name=owner]", owner);
  await lookClean(page);
  await send(page);
}

export async function ask({ at, lookClean, path }, departments, question) {
  const page = await at("coordinator");
  await page.goto(`${path}/request-statement`);
  await page.$$eval(
    "[name=department]",
    (boxes, wanted) => boxes.filter((box) => wanted.includes(box.closest("label").innerText.trim()) && !box.checked).forEach((box) => box.click()),
    departments,
  );
  await write(page, "[name=question]", question);
  await lookClean(page);
  await send(page);
}

export async function state({ at, lookClean, url }, role, words) {
  const page = await at(role);
  await page.goto(`${url}/inbox`);
  await lookClean(page);
  await follow(page, "main a[href^='/statements/']");
  await write(page, "[name=text]", words);
  await write(page, "[name=course]", "经过如上。");
  await write(page, "[name=communication]", "当时没有解释。");
  await lookClean(page);
  await send(page);
  return page;
}

// Nobody reviews what has no category.
export async function classify({ at, lookClean, path }, category) {
  const page = await at("coordinator");
  await page.goto(`${path}/amend`);
  await choose(page, "[name='allegations[0].category']", category);
  await lookClean(page);
  await send(page);
}

// The three sections of the form: written, row by row, or with the reason why one does not apply.
export async function investigate({ at, lookClean, path }, { condition, conditionNone, course, communication }) {
  const page = await at("coordinator");
  await page.goto(`${path}/investigation`);
  if (condition) await write(page, "[name=condition]", condition);
  if (conditionNone) await write(page, "[name=condition_none]", conditionNone);
  await write(page, "[name='what[0]']", course);
  await write(page, "[name=communication]", communication);
  await lookClean(page);
  await send(page);
  await lookClean(page);
}

export async function find({ at, lookClean, path }, findings) {
  const page = await at("coordinator");
  await page.goto(`${path}/find`);
  for (const [seq, finding, reason] of findings) {
    await tick(page, `[name=finding-${seq}][value=${finding}]`);
    await write(page, `[name=reason-${seq}]`, reason);
  }
  await lookClean(page);
  await send(page);
}

export async function review(office) {
  await agree(office, "review");
}

export async function approve(office) {
  await agree(office, "approve");
}

async function agree({ at, lookClean, path }, to) {
  const page = await at("director");
  await page.goto(`${path}/${to}`);
  await lookClean(page);
  await send(page, "[name=ok][value=yes]");
}

export async function handle({ at, lookClean, path }, modes, result) {
  const page = await at("coordinator");
  await page.goto(`${path}/handle`);
  for (const mode of modes) await tick(page, `[name=modes][value=${mode}]`);
  await write(page, "[name=result]", result);
  await lookClean(page);
  await send(page);
}

// What somebody else may hear of a patient the patient says, on paper.
export async function mandate({ at, lookClean, path }, paper, from) {
  const page = await at("coordinator");
  await page.goto(path);
  await pickFile(page, "form[action$='/attach'] [type=file]", paper);
  await send(page, "form[action$='/attach'] button:not([type=button])");
  await page.goto(`${path}/told`);
  await lookClean(page);
  await choose(page, "[name=identity_check]", "document");
  await write(page, "[name=identity_seen]", "身份证原件，人证一致");
  await choose(page, "[name=mandate_file]", ".pdf");
  await choose(page, "[name=mandate_giver]", "patient");
  await tick(page, "[name=mandate_hear]");
  await tick(page, "[name=mandate_letters]");
  await write(page, "[name=mandate_from]", from);
  await send(page);
  await lookClean(page);
}

export async function answer({ at, lookClean, path }, spokenAt, answers) {
  const page = await at("coordinator");
  await page.goto(`${path}/answer`);
  await tick(page, "[name=mode][value=phone]");
  for (const [seq, words, next] of answers) {
    await write(page, `[name=answer-${seq}]`, words);
    await write(page, `[name=next_step-${seq}]`, next);
  }
  await write(page, "[name=spoken_at]", spokenAt);
  await tick(page, "[name=was_said]:not(:checked)");
  await tick(page, "[name=read_back]:not(:checked)");
  await lookClean(page);
  await send(page);
}

export async function deliver({ at, lookClean, path }, deliveredAt, signer, relation) {
  const page = await at("coordinator");
  knowNames([signer]);
  await page.goto(`${path}/deliver`);
  await tick(page, "[name=mode][value=phone]");
  await write(page, "[name=delivered_at]", deliveredAt);
  await write(page, "[name=signer]", signer);
  await choose(page, "[name=relation]", relation);
  await tick(page, "[name=read_back]:not(:checked)");
  await lookClean(page);
  await send(page);
}

export async function close({ at, lookClean, path }, improvement) {
  const page = await at("director");
  await page.goto(`${path}/close`);
  await write(page, "[name=improvement]", improvement);
  await lookClean(page);
  await send(page);
}

export async function followUp({ at, lookClean, path }, triedAt) {
  const page = await at("coordinator");
  await page.goto(`${path}/follow-up`);
  await tick(page, "[name=outcome][value=reached]");
  await write(page, "[name=tried_at]", triedAt);
  for (const box of ["identity_checked", "understood", "measures_done", "rated_by_patient"]) await tick(page, `[name=${box}]`);
  await tick(page, "[name=satisfaction][value='4']");
  await lookClean(page);
  await send(page);
}

export async function archive({ at, lookClean, path }) {
  const page = await at("director");
  await page.goto(`${path}/archive`);
  await lookClean(page);
  await send(page);
  return page;
}

// Each person keeps one browser open; after a pause they sign in again.
export function desks(browser, house, signIn) {
  const open = {};
  return async function at(role) {
    const page = (open[role] ??= await browser.page());
    await page.goto(`${house.url}/me`);
    if (page.url().includes("/sign-in")) await signIn(page, house, role);
    return page;
  };
}
