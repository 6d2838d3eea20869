// Lists that leave as files: some that are ready, and one that is asked for while another is made.
export async function files({ program, setClock, look }) {
  const director = program("director");
  await director.post("/exports", { format: "xlsx" });
  await director.post("/exports", { format: "csv", kind: "complaint" });
  await setClock("2026-09-28T09:16:00+08:00");
  await look("director", "/exports");
  await director.post("/exports", { format: "jsonl" });
  await look("director", "/exports?format=xlsx&kind=complaint&stage=open");
  await setClock("2026-09-28T09:18:00+08:00");
}
