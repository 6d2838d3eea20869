// The answer library: empty, in use, with what has run out, with questions that have no answer, and the forms that come back.
export async function library({ program, look, lookAfter }) {
  await look("receptionist", "/answers?show=withdrawn");
  await look("receptionist", "/answers/questions");
  await look("receptionist", "/answers/top");
  const owner = "coordinator";
  const office = program("coordinator");
  const write = async (title, body, valid_until, more = {}) => (await office.post("/answers", { kind: "answer", title, body, owner, valid_until, ...more })).id;
  const english = { title_en: "Where do I borrow a wheelchair?", body_en: "At the desk on the ground floor, with your identity card." };
  const wheelchair = await write("轮椅在哪里借？", "一楼服务台，凭身份证，不收押金。", "2026-12-31", { tags: ["轮椅", "便民"], department: "SF", ...english });
  const parking = await write("停车怎么收费？", "前半小时免费，以后每小时四元。", "2026-09-28");
  const mask = await write("口罩要求", "门诊要戴口罩。", "2026-10-10");
  await office.post(`/answers/${mask}/withdraw`, { version: 1, reason: "要求已变" });
  for (const id of [wheelchair, wheelchair, parking]) await program("receptionist").post(`/answers/${id}/used`, {});
  await program("receptionist").post("/answers/questions", { question: "食堂能送饭到病房吗？" });
  const { id: question } = await program("receptionist").post("/answers/questions", { question: "陪护床怎么租？" });
  const { id: dropped } = await program("receptionist").post("/answers/questions", { question: "今天天气怎么样？" });
  await office.post(`/answers/questions/${dropped}/drop`, {});

  for (const role of ["receptionist", "coordinator"]) {
    for (const path of ["/answers", "/answers?q=lunyi", "/answers/questions", "/answers/top", `/answers/${wheelchair}`]) await look(role, path);
  }
  await look("receptionist", "/answers?q=没有这样的词");
  await look("receptionist", "/answers?show=renew");
  for (const path of ["/answers?show=renew", "/answers?show=withdrawn", "/answers/new", `/answers/new?question=${question}`, `/answers/${parking}/edit`, `/answers/${parking}/withdraw`, `/answers/${mask}/withdraw`, `/answers/${mask}`]) {
    await look("coordinator", path);
  }
  await look("coordinator", "/answers/questions?show=dropped");
  await look("coordinator", "/answers/999/edit", { status: 404 });
  await lookAfter("coordinator", "/answers/new", (page) => page.$eval("main form .btn-primary", (one) => one.click()), { status: 422 });
  await lookAfter("receptionist", "/answers/questions", (page) => page.$eval("main form .btn-primary", (one) => one.click()), { status: 422 });
  await lookAfter("coordinator", `/answers/${parking}/withdraw`, (page) => page.$eval("main form .btn-primary", (one) => one.click()), { status: 422 });
  // Somebody else was faster.
  await office.post(`/answers/${wheelchair}/rewrite`, { version: 1, kind: "answer", title: "轮椅在哪里借？", body: "二楼服务台。", owner, valid_until: "2026-12-31" });
  await lookAfter(
    "coordinator",
    `/answers/${wheelchair}/edit`,
    (page) =>
      page.$eval("main form", (form) => {
        form.elements.version.value = "1";
        form.elements.body.value = "三楼服务台。";
        form.querySelector(".btn-primary").click();
      }),
    { status: 409 },
  );
  await look("coordinator", "/");
}
