// Whom the office may tell, where the answer is not as plain as for a grown patient who asks: on the two pages that record it.
import { write } from "./hands.mjs";

const MINOR = {
  kind: "complaint",
  channel: "visit",
  narrative: "孩子术后一夜疼痛，按铃没有人来。",
  patient: { name: "高小满", sex: "female", birth_date: "2011-03-07" },
  contact: { name: "陈秋", phone: "13800000034", relation: "parent", reply_by: "phone", identity_check: "document" },
  risks: ["minor_abuse"],
  risk_reason: "多处新旧瘀伤，与所述经过不符",
  allegations: [{ category: "T02", departments: ["GK2"], text: "术后疼痛无人处理" }],
};
const DEAD = {
  ...MINOR,
  narrative: "家父凌晨去世，家属认为夜里没有人处理。",
  patient: { name: "高守田", sex: "male", birth_date: "1948-05-06" },
  contact: { name: "高远", phone: "13800000032", relation: "child", reply_by: "letter", identity_check: "document" },
  risks: [],
  risk_reason: undefined,
};

const press = (page) => page.$eval("main form .btn-primary", (button) => button.click());

// A son hears of his father's treatment once the father's mandate lies in the file.
export async function entitled({ program, look }, number) {
  const path = `/cases/${number}`;
  const owner = program("coordinator");
  await look("coordinator", `${path}/told`);
  const { files } = await owner.get(path);
  await owner.take(number, "addressee", {
    identity_check: "document",
    identity_seen: "身份证原件，人证一致",
    mandate_file: files[0].id,
    mandate_giver: "patient",
    mandate_hear: true,
    mandate_letters: true,
    mandate_from: "2026-09-28",
  });
  for (const part of ["", "/told"]) await look("coordinator", path + part);
}

// What the mother of a girl of fifteen hears is decided; and somebody may have harmed the girl.
export async function minor({ program, look, lookAfter }) {
  const { number } = await program("receptionist").register(MINOR);
  const path = `/cases/${number}`;
  for (const part of ["", "/told", "/minor-report"]) await look("director", path + part);
  await look("coordinator", `${path}/minor-report`);
  await lookAfter("director", `${path}/minor-report`, press, { status: 422 });
  await program("director").take(number, "addressee", { guardian_hears: "all", guardian_reason: "本人同意母亲了解全部情况" });
  await program("director").take(number, "minor-report", { reported_to: "城东派出所", reported_at: "2026-09-28T09:00:00+08:00", receipt: "接警 0912", home_suspected: true });
  for (const part of ["", "/told", "/minor-report"]) await look("director", path + part);
}

// Of two children one speaks; nobody is a relative without saying which.
export async function bereaved({ program, look, lookAfter }) {
  const { number } = await program("receptionist").register(DEAD);
  await program("coordinator").take(number, "addressee", {
    died_at: "2026-09-27T03:20:00+08:00",
    relatives: [
      { name: "高远", relation: "child", is_contact: true },
      { name: "高宁", relation: "child" },
    ],
    speaker: 2,
    speaker_chosen: "兄妹二人书面推举高宁",
  });
  const path = `/cases/${number}`;
  for (const part of ["", "/told"]) await look("coordinator", path + part);
  await lookAfter(
    "coordinator",
    `${path}/told`,
    async (page) => {
      await write(page, "#relative_name-2", "高安");
      await press(page);
    },
    { status: 422 },
  );
}
