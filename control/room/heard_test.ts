import { assertEquals } from "@std/assert";
import { LAST_N, unheard } from "./heard.ts";
import { CREATED, given, joined, opened, placed } from "./testing/given.ts";

const roomOf = (open: number, muted = 0) =>
  given(
    CREATED,
    placed(),
    ...Array.from({ length: open + muted }, (_, i) => [
      joined(`p${i}`),
      opened(`p${i}`, "mic", { paused: i >= open }),
    ]).flat(),
  );

Deno.test("in a small room everybody is heard", () => {
  assertEquals(unheard(roomOf(LAST_N, 30), { recent: [] }), new Set());
});

Deno.test("in a large room those are heard who spoke last", () => {
  const room = roomOf(LAST_N + 2);
  assertEquals(unheard(room, { recent: [] }), new Set([`p${LAST_N}:mic`, `p${LAST_N + 1}:mic`]));
  const recent = [`p${LAST_N + 1}:mic`, "p3:mic"];
  assertEquals(unheard(room, { recent }), new Set([`p${LAST_N}:mic`, `p${LAST_N - 1}:mic`]));
});

Deno.test("who is muted takes no place and is left as it is", () => {
  const room = roomOf(LAST_N, 5);
  assertEquals(unheard(room, { recent: [`p${LAST_N + 3}:mic`] }), new Set());
});

Deno.test("rooms beside each other count on their own", () => {
  const room = roomOf(LAST_N + 4);
  for (let i = 0; i < 8; i++) {
    const peer = room.peers[`p${i}`];
    if (peer) peer.breakout = "b1";
  }
  assertEquals(unheard(room, { recent: [] }), new Set());
});
