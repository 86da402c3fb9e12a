import { assertEquals } from "@std/assert";
import { VideoClock } from "../../kit/mod.ts";
import type { Segment } from "../../protocol/mod.ts";
import { chooseClips } from "./footage.ts";

const clock = new VideoClock({
  startMs: 0,
  endMs: 100_000,
  pauses: [{ startMs: 50_000, endMs: 60_000 }],
});

const segment = (startMs: number, endMs: number): Segment => ({
  track: 0,
  index: startMs,
  startMs,
  endMs,
  object: { key: `${startMs}/${endMs}`, sizeBytes: 1, sha256: "" },
});

const spans = (...segments: Segment[]) =>
  chooseClips(segments, clock).map(({ startMs, endMs, cutMs }) => [startMs, endMs, cutMs]);

Deno.test("segments follow each other, holes and all", () => {
  assertEquals(
    spans(segment(4_000, 8_000), segment(0, 4_010), segment(9_000, 12_000)),
    [[0, 4_010, undefined], [4_000, 8_000, undefined], [9_000, 12_000, undefined]],
  );
});

Deno.test("segments of two recorders that were at work at a time are there once", () => {
  const first = [segment(0, 4_000), segment(4_000, 8_000)];
  const second = [segment(3_000, 7_000), segment(7_000, 11_000), segment(11_000, 15_000)];
  assertEquals(spans(...first, ...second), [
    [0, 4_000, undefined],
    [4_000, 7_000, 3_000],
    [7_000, 11_000, undefined],
    [11_000, 15_000, undefined],
  ]);
  assertEquals(spans(segment(0, 8_000), segment(1_000, 7_000)), [[0, 8_000, undefined]]);
});

Deno.test("nothing of a pause is shown that a segment reaches into", () => {
  assertEquals(spans(segment(48_000, 52_000), segment(59_800, 62_000)), [
    [48_000, 50_000, 2_000],
    [50_000, 52_000, undefined],
  ]);
  assertEquals(spans(segment(58_000, 62_000)), []);
});

Deno.test("segments after a pause come right after those before it, and those within it are gone", () => {
  assertEquals(
    spans(segment(46_000, 50_000), segment(52_000, 54_000), segment(60_000, 64_000)),
    [[46_000, 50_000, undefined], [50_000, 54_000, undefined]],
  );
});
