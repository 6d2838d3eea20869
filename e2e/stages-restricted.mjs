// What few may know of: a clue on its way to the discipline office, and what somebody complained of is told without a name.
import { write } from "./hands.mjs";

const WAIT = { category: "T05", departments: ["GK2"], text: "等候三小时无人解释" };
const BRIBE = { category: "T09", departments: ["GK2"], text: "主任要了红包", respondents: ["2004"] };
const MANNER = { category: "T02", departments: ["GK2"], text: "查房时态度生硬", respondents: ["2004"] };

const TOLD = {
  kind: "complaint",
  channel: "visit",
  narrative: "等了三小时，最后主任要了红包才安排手术。",
  department: "GK2",
  contact: { name: "何一鸣", phone: "13800000001", reply_by: "phone" },
};

const press = (page, button = "main form .btn-primary") => page.$eval(button, (one) => one.click());

// The clue is parted from the wait at the first save; the desk sees it until somebody signs for it.
export async function clue({ program, look, lookAfter }) {
  const { number: rest } = await program("receptionist").register({ ...TOLD, allegations: [WAIT, BRIBE] });
  await look("receptionist", `/cases/${rest}`);
  const { items } = await program("discipline").get("/cases?q=红包");
  const { number } = items[0];
  const path = `/cases/${number}`;
  await look("receptionist", path);
  for (const part of ["", "/receive"]) await look("discipline", path + part);
  await look("discipline", `${path}/give-notice`, { status: 422 });
  await program("discipline").take(number, "receive");
  await look("receptionist", path, { status: 404 });
  for (const part of ["handed-over", "give-notice"]) await look("discipline", `${path}/${part}`);
  await lookAfter("discipline", `${path}/give-notice`, press, { status: 422 });
  await program("discipline").take(number, "give-notice", { by: "phone" });
  await look("discipline", path);
}

export async function respondent({ program, look, lookAfter, setClock }) {
  const { number } = await program("receptionist").register({ ...TOLD, narrative: "查房时说话很冲，问什么都不解释。", hide_identity: true, in_hospital: true, allegations: [MANNER] });
  const path = `/cases/${number}`;
  for (const part of ["", "/notify-respondent"]) await look("coordinator", path + part);
  await lookAfter("coordinator", `${path}/notify-respondent`, press, { status: 422 });
  await program("coordinator").take(number, "notify-respondent", { staff: "2004", text: "有人反映查房时说话生硬、没有解释", support: "工会 张老师 8001" });
  await look("department-head", path);
  // The message goes out with a round, and leads to what is told.
  await setClock("2026-09-28T09:14:00+08:00");
  await look("department-head", "/notices");
  await lookAfter("department-head", "/notices", (page) => press(page, "main form[action$='/open'] button"));
  const told = new URL((await look.as("department-head")).zh.url()).pathname;
  const account = (words) => async (page) => {
    await write(page, "[name=text]", words);
    // The browser itself would ask first, in its own words.
    await page.$eval("form[action$='/account'] .btn-primary", (button) => ((button.form.noValidate = true), button.click()));
  };
  await lookAfter("department-head", told, account(""), { status: 422 });
  // Whoever answers has read it.
  await lookAfter("department-head", told, account("当天我向家属解释过两次。"));
  await look("coordinator", path);
}
