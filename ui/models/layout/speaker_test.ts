import { assertEquals } from "@std/assert";
import {
  type Following,
  followSpeaker,
  INTERRUPT_MS,
  nextLookAt,
  NOBODY,
  RECENT_MAX,
  TAKE_MS,
  withoutGone,
} from "./speaker.ts";

/** Who speaks, from these times on. */
function follow(script: readonly (readonly [number, ...string[]])[]): Following {
  return script.reduce(
    (following, [now, ...ids]) => followSpeaker(following, new Set(ids), now),
    NOBODY,
  );
}

Deno.test("the first to speak is followed at once", () => {
  assertEquals(follow([[0, "ada"]]).speaker, "ada");
});

Deno.test("a cough takes nothing from who spoke last", () => {
  const { speaker, recent } = follow([[0, "ada"], [3_000], [4_000, "ben"], [4_000 + TAKE_MS - 50]]);
  assertEquals([speaker, recent], ["ada", ["ada"]]);
});

Deno.test("who goes on speaking is followed after a moment", () => {
  const script = [[0, "ada"], [3_000], [4_000, "ben"]] as const;
  assertEquals(nextLookAt(follow(script), 4_000), 4_000 + TAKE_MS);
  const { speaker, recent } = follow([...script, [4_000 + TAKE_MS, "ben"]]);
  assertEquals([speaker, recent], ["ben", ["ben", "ada"]]);
});

Deno.test("two who speak at a time do not flap", () => {
  const script = [[0, "ada"], [1_000, "ada", "ben"]] as const;
  assertEquals(follow([...script, [1_000 + TAKE_MS, "ada", "ben"]]).speaker, "ada");
  const over = [...script, [1_000 + INTERRUPT_MS, "ada", "ben"]] as const;
  assertEquals(follow(over).speaker, "ben");
  // And not back, as long as both go on; only once she begins anew.
  assertEquals(follow([...over, [1_000 + 3 * INTERRUPT_MS, "ada", "ben"]]).speaker, "ben");
  const anew = [...over, [9_000, "ben"], [10_000, "ada", "ben"]] as const;
  assertEquals(follow([...anew, [10_000 + INTERRUPT_MS, "ada", "ben"]]).speaker, "ada");
});

Deno.test("who has spoken for long is remembered, also without having been followed", () => {
  const { recent } = follow([[0, "ada"], [100, "ada", "ben"], [100 + TAKE_MS, "ada", "ben"]]);
  assertEquals(recent[0], "ben");
});

Deno.test("only so many are remembered, and nobody who is gone", () => {
  const crowd = Array.from({ length: 40 }, (_, n) => [n * 5_000, `p${n}`] as const);
  const following = follow(crowd.flatMap(([at, id]) => [[at, id], [at + TAKE_MS, id]] as const));
  assertEquals(following.recent.length, RECENT_MAX);
  const left = withoutGone(following, new Set(["p38"]));
  assertEquals([left.speaker, left.recent], [null, ["p38"]]);
});
