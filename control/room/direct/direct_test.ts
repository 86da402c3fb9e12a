import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS, type DirectWord } from "../../../protocol/mod.ts";
import { by, byService, CREATED, given, joined, NOW, refusalOf, when } from "../testing/given.ts";

const word: DirectWord = { kind: "flowing", attempt: 1, flowing: true };
const pass = (to: string) => ({ type: "passDirect", to, word }) as const;
const allowed = {
  type: "SettingsChanged",
  settings: { ...DEFAULT_SETTINGS, direct: true },
  by: { kind: "service", name: "api" },
} as const;
const two = given(CREATED, allowed, joined("ann"), joined("bob"));

Deno.test("words of two who are alone are passed on, and leave no trace", () => {
  const { events, effects } = when(two, by("ann", pass("bob")));
  assertEquals(events, []);
  assertEquals(effects, [
    { type: "signal", to: ["bob"], signal: { type: "direct", peerId: "ann", word } },
  ]);
});

Deno.test("nobody talks directly where the meeting does not want it", () => {
  const room = given(CREATED, joined("ann"), joined("bob"));
  assertEquals(refusalOf(room, by("ann", pass("bob"))), "wrong-state");
});

Deno.test("nobody talks directly to themselves, to strangers, or among three", () => {
  for (const to of ["ann", "eve"]) {
    assertEquals(refusalOf(two, by("ann", pass(to))), "wrong-state");
  }
  const three = given(CREATED, allowed, joined("ann"), joined("bob"), joined("cyd"));
  assertEquals(refusalOf(three, by("ann", pass("bob"))), "wrong-state");
});

Deno.test("what servers have to hear, or nobody may, does not go directly", () => {
  const recorded = when(two, byService({ type: "setNotice", kind: "recording", on: true }), NOW);
  assertEquals(refusalOf(recorded.room, by("ann", pass("bob"))), "wrong-state");
  for (const more of [{ captions: true }, { encrypted: true }]) {
    const settings = { ...allowed.settings, ...more };
    const room = given(CREATED, { ...allowed, settings }, joined("ann"), joined("bob"));
    assertEquals(refusalOf(room, by("ann", pass("bob"))), "wrong-state");
  }
});
