import { assert, assertEquals } from "@std/assert";
import { findHighlights, type Moment } from "./highlights.ts";

const HOUR_MS = 3_600_000;
const signs = (moments: Moment[], durationMs = HOUR_MS) => ({ durationMs, moments, speech: [] });
const several = (kind: Moment["kind"], count: number, fromMs: number, everyMs: number): Moment[] =>
  Array.from({ length: count }, (_, at) => ({ kind, atMs: fromMs + at * everyMs }));

Deno.test("what somebody marked is a highlight with its words, within the video", () => {
  const marks: Moment[] = [
    { kind: "highlight", atMs: 5_000, label: "Welcome" },
    { kind: "highlight", atMs: 12_000 },
    { kind: "joined", atMs: 20_000 },
  ];
  assertEquals(findHighlights(signs(marks, 20_000)), [
    { atMs: 0, endMs: 15_000, kind: "marked", score: 1, label: "Welcome" },
    { atMs: 0, endMs: 20_000, kind: "marked", score: 1 },
  ]);
});

Deno.test("many reactions at a time are a highlight, the same number over an hour is none", () => {
  assertEquals(findHighlights(signs(several("reaction", 12, 600_000, 500))), [
    { atMs: 592_000, endMs: 607_500, kind: "reactions", score: 0.8 },
  ]);
  assertEquals(findHighlights(signs(several("reaction", 12, 0, HOUR_MS / 12))), []);
  assertEquals(findHighlights(signs(several("reaction", 2, 0, 100))), []);
});

Deno.test("a burst after scattered reactions begins with the burst", () => {
  const [found] = findHighlights(
    signs([{ kind: "reaction", atMs: 100_000 }, ...several("reaction", 3, 109_000, 2_000)]),
  );
  assertEquals(found?.atMs, 101_000);
  assertEquals(found?.endMs, 115_000);
});

Deno.test("signs that touch become one, which scores more than each", () => {
  const moments: Moment[] = [
    { kind: "poll", atMs: 300_000, label: "Lunch?" },
    ...several("hand", 2, 306_000, 1_000),
  ];
  assertEquals(findHighlights(signs(moments)), [
    { atMs: 295_000, endMs: 310_000, kind: "poll", score: 0.63, label: "Lunch?" },
  ]);
});

Deno.test("the best of an hour stay, and all that was marked", () => {
  const weak = Array.from({ length: 30 }, (_, at) => several("hand", 2, at * 100_000, 1_000));
  const marks = Array.from(
    { length: 20 },
    (_, at): Moment => ({ kind: "highlight", atMs: 50_000 + at * 100_000 }),
  );
  const moments = [...weak.flat(), ...marks].toSorted((a, b) => a.atMs - b.atMs);
  const found = findHighlights(signs(moments));
  assertEquals(found.filter(({ kind }) => kind === "marked").length, 20);
  assertEquals(found.length, 20);
  assertEquals(findHighlights(signs(weak.flat())).length, 12);
  assertEquals(found.toSorted((a, b) => a.atMs - b.atMs), found);
});

Deno.test("lively talk is a highlight, and somebody who reads a text aloud is none", () => {
  const calm = Array.from({ length: 120 }, (_, at) => ({
    peerId: at % 40 < 20 ? "ann" : "bob",
    startMs: at * 10_000,
    endMs: at * 10_000 + 8_000,
    levelDb: -30,
  }));
  const duration = 1_200_000;
  assertEquals(findHighlights({ durationMs: duration, moments: [], speech: calm }), []);
  const quarrel = Array.from({ length: 12 }, (_, at) => ({
    peerId: at % 2 === 0 ? "ann" : "bob",
    startMs: 605_000 + at * 1_500,
    endMs: 607_000 + at * 1_500,
    levelDb: -24,
  }));
  const speech = [...calm, ...quarrel].toSorted((a, b) => a.startMs - b.startMs);
  const [found, ...others] = findHighlights({ durationMs: duration, moments: [], speech });
  assertEquals([others.length, found?.kind], [0, "talk"]);
  assert(found && found.atMs >= 590_000 && found.endMs <= 630_000, JSON.stringify(found));
});
