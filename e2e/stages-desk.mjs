// The reception desk before anybody was counted, in the middle of a day, and where a day is asked for that is none.
export async function desk({ program, look }) {
  await look("receptionist", "/desk/tally");
  for (const kind of ["way", "way", "question", "comfort", "escort"]) await program("receptionist").post("/desk/taps", { kind });
  const { id } = await program("receptionist").post("/desk/taps", { kind: "aid" });
  await program("receptionist").post(`/desk/taps/${id}/undo`, {});
  for (const role of ["receptionist", "director"]) await look(role, "/desk/tally");
  await look("receptionist", "/desk/tally?day=2026-09-26");
  await look("director", "/desk/tally?day=2026-10-30", { status: 422 });
}
