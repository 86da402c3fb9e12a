import { assertEquals } from "@std/assert";
import { LogHistory } from "./log_history.ts";
import type { LogEntry, RoomSnapshot } from "./room_log.ts";

/** One entry for each id, each with one fact, the first at that position and revision. */
function entries(ids: readonly string[], at: { seq: number; rev: number }): LogEntry[] {
  return ids.map((id, index) => ({
    seq: at.seq + index,
    rev: at.rev + index,
    hostId: "h1",
    epoch: 1,
    commands: [{ id, events: [{}] }],
  }));
}

/** A history of a and b, then of what was left of the log when it was read again. */
async function history(rest: readonly LogEntry[], snapshot?: RoomSnapshot) {
  const history = new LogHistory();
  await history.add(entries(["a", "b"], { seq: 5, rev: 20 }), () => Promise.resolve(undefined));
  assertEquals(history.nextSeq, 7);
  await history.add(rest, () => Promise.resolve(snapshot));
  const { read, trimmed } = history.commands();
  return { read: [...read.keys()], trimmed: [...trimmed], problems: history.problems() };
}

Deno.test("a history whose pieces join up has no problem and asks for no snapshot", async () => {
  const rest = entries(["c"], { seq: 7, rev: 22 });
  const found = await history(rest, { seq: 7, ids: ["a", "b", "ghost"] });
  assertEquals(found, { read: ["a", "b", "c"], trimmed: [], problems: [] });
});

Deno.test("commands that were trimmed unread are found where the snapshot names them", async () => {
  const rest = entries(["e", "f"], { seq: 9, rev: 24 });
  const found = await history(rest, { seq: 9, ids: ["a", "b", "c", "d", "e"] });
  assertEquals(found, { read: ["a", "b", "e", "f"], trimmed: ["c", "d"], problems: [] });
});

Deno.test("a command that neither log nor snapshot names hides behind no trim", async () => {
  const rest = entries(["e"], { seq: 9, rev: 24 });
  const { trimmed } = await history(rest, { seq: 9, ids: ["a", "b", "d", "e"] });
  assertEquals(trimmed, ["d"]); // c is lost.
});

Deno.test("a snapshot that does not reach back to what was read explains nothing", async () => {
  const rest = entries(["e"], { seq: 9, rev: 24 });
  const found = await history(rest, { seq: 9, ids: ["d", "e"] });
  assertEquals(found.trimmed, []);
  assertEquals(found.problems, ["what comes before entry 9 of h1 was trimmed before it was read"]);
});

Deno.test("a gap that no snapshot covers is a fault of the log", async () => {
  const rest = entries(["e"], { seq: 9, rev: 24 });
  const problems = ["entry 9 of h1 begins at revision 24, not 22"];
  assertEquals((await history(rest)).problems, problems);
  const older = { seq: 8, ids: ["a", "b", "c", "d"] };
  assertEquals((await history(rest, older)).problems, problems);
});

Deno.test("two writers are found, next to each other and across a trim", async () => {
  const [next] = entries(["c"], { seq: 7, rev: 22 });
  const [later] = entries(["e"], { seq: 9, rev: 24 });
  if (!next || !later) throw new Error("Cannot go on: there are no entries");
  const shared = (entry: LogEntry) => [{ ...entry, hostId: "h2" }];
  assertEquals((await history(shared(next))).problems, ["entry 7 of h2 shares epoch 1"]);
  const snapshot = { seq: 9, ids: ["a", "b", "c", "d"] };
  assertEquals((await history(shared(later), snapshot)).problems, ["entry 9 of h2 shares epoch 1"]);
});
