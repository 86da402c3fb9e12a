import { assertEquals } from "@std/assert";
import type { RoomNews } from "../../protocol/mod.ts";
import { remember } from "./recent.ts";
import { RECENT_CHANGES_MAX, RECENT_CHARACTERS_MAX } from "./state.ts";

const NOTHING = { from: 0, changes: [] };
const left = (peerId: string): RoomNews => ({ type: "PeerLeft", peerId, reason: "left" });

Deno.test("recent changes are bounded, and whoever knows less than the oldest gets a snapshot", () => {
  let recent = remember(NOTHING, 1, [left("a"), left("b")]);
  for (let rev = 2; rev <= RECENT_CHANGES_MAX; rev++) recent = remember(recent, rev, [left("c")]);
  assertEquals(recent.changes.length, RECENT_CHANGES_MAX);
  // Half of revision 1 is forgotten, so that it is worth nothing.
  assertEquals(recent.from, 1);
});

Deno.test("long changes are forgotten sooner", () => {
  const to = Array.from({ length: 1_000 }, (_, i) => `person-${i}-of-a-thousand`);
  const long: RoomNews = { type: "Told", to, change: { type: "PollDeleted", pollId: "q1" } };
  let recent: ReturnType<typeof remember> = NOTHING;
  for (let rev = 1; rev <= 20; rev++) recent = remember(recent, rev, [long]);
  const size = JSON.stringify(recent.changes).length;
  assertEquals(size < RECENT_CHARACTERS_MAX * 1.1, true, `${size} characters are kept`);
  assertEquals([recent.changes.at(-1)?.rev, recent.changes.length > 1], [20, true]);
});

Deno.test("what nobody is told of leaves nothing behind", () => {
  assertEquals(remember(NOTHING, 5, []), NOTHING);
});
