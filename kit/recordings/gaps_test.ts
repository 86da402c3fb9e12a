import { assertEquals } from "@std/assert";
import { findGaps } from "./gaps.ts";
import { readManifest } from "./model.ts";
import { closed, entry, opened, segment, stored, track, turned } from "./testing/manifest.ts";
import { VideoClock } from "./video_clock.ts";

const clock = (endMs: number, pauses: { startMs: number; endMs: number }[] = []) =>
  new VideoClock({ startMs: 0, endMs, pauses });

/** Bob's, whole and from the beginning of either part on. */
const bob = (part: string, number: number, startMs: number, endMs: number) => [
  track(startMs, part, number, { peerId: "bob" }),
  ...stored(part, segment(number, 0, startMs, endMs)),
];

Deno.test("a recorder that died was at work until its last segment, however late its files are found", () => {
  const model = readManifest([
    opened(0, "p1"),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 4_000)),
    opened(6_000, "p2"),
    track(6_000, "p2", 0),
    ...stored("p2", segment(0, 0, 6_000, 10_000)),
    closed(10_000, "p2"),
    entry(60_000, "p1", { type: "TrackClosed", track: 0 }),
    closed(60_000, "p1", "recovered"),
  ]);
  assertEquals(model.parts.map(({ span }) => span.endMs), [4_000, 10_000]);
  assertEquals(findGaps(model, clock(10_000)), [{ startMs: 4_000, endMs: 6_000 }]);
});

Deno.test("silence is a gap only where somebody was to be heard", () => {
  const model = readManifest([
    opened(0, "p1"),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 4_000)),
    turned(4_000, "p1", 0, true),
    turned(20_000, "p1", 0, false),
    ...stored("p1", segment(0, 1, 23_000, 27_000)),
    closed(27_000, "p1"),
  ]);
  assertEquals(findGaps(model, clock(27_000)), [{ startMs: 20_000, endMs: 23_000 }]);
});

Deno.test("a pause is no gap, and a lost segment is one, of its person where others are kept", () => {
  const model = readManifest([
    opened(0, "p1"),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 4_000)),
    entry(8_000, "p1", { type: "SegmentClosed", segment: segment(0, 1, 4_000, 8_000) }),
    entry(8_100, "p1", { type: "SegmentLost", track: 0, index: 1 }),
    closed(8_200, "p1", "abandoned"),
    opened(20_000, "p2"),
    track(20_000, "p2", 0),
    ...stored("p2", segment(0, 0, 20_000, 24_000)),
    closed(24_000, "p2"),
  ]);
  const gaps = findGaps(model, clock(24_000, [{ startMs: 8_200, endMs: 19_900 }]));
  assertEquals(gaps, [{ startMs: 4_000, endMs: 8_200 }]);
  const both = readManifest([
    opened(0, "p1"),
    track(0, "p1", 0),
    entry(4_000, "p1", { type: "SegmentClosed", segment: segment(0, 0, 0, 4_000) }),
    entry(8_100, "p1", { type: "SegmentLost", track: 0, index: 0 }),
    ...stored("p1", segment(0, 1, 4_000, 8_000)),
    ...bob("p1", 1, 0, 8_000),
    closed(8_200, "p1"),
  ]);
  assertEquals(findGaps(both, clock(8_000)), [
    { startMs: 0, endMs: 4_000, peerId: "ada", source: "mic" },
  ]);
});

Deno.test("a recording that no recorder came for at first says so", () => {
  const model = readManifest([
    opened(5_000, "p1"),
    track(5_000, "p1", 0),
    ...stored("p1", segment(0, 0, 5_100, 9_000)),
    closed(9_000, "p1"),
  ]);
  assertEquals(findGaps(model, clock(9_000)), [{ startMs: 0, endMs: 5_000 }]);
});

Deno.test("one person's taps that come late after a recorder's death are that person's gap", () => {
  const model = readManifest([
    opened(0, "p1"),
    ...bob("p1", 1, 0, 4_000),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 4_000)),
    opened(4_300, "p2"),
    ...bob("p2", 1, 4_300, 10_000),
    track(6_100, "p2", 0),
    ...stored("p2", segment(0, 0, 6_200, 10_000)),
    closed(10_000, "p2"),
    entry(60_000, "p1", { type: "TrackClosed", track: 0 }),
    closed(60_000, "p1", "recovered"),
  ]);
  assertEquals(findGaps(model, clock(10_000)), [
    { startMs: 4_000, endMs: 6_200, peerId: "ada", source: "mic" },
  ]);
});

Deno.test("what was on before its tap came is missing until then", () => {
  const late = (since?: number) =>
    readManifest([
      opened(0, "p1"),
      ...bob("p1", 1, 0, 10_000),
      track(5_000, "p1", 0, since === undefined ? {} : { since }),
      ...stored("p1", segment(0, 0, 5_100, 10_000)),
      closed(10_000, "p1"),
    ]);
  assertEquals(findGaps(late(3_000), clock(10_000)), [
    { startMs: 3_000, endMs: 5_100, peerId: "ada", source: "mic" },
  ]);
  assertEquals(findGaps(late(), clock(10_000)), []);
});

Deno.test("a voice of which nothing comes for a while is missing though others are heard", () => {
  const model = readManifest([
    opened(0, "p1"),
    ...bob("p1", 1, 0, 10_000),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 4_000)),
    ...stored("p1", segment(0, 1, 5_300, 7_000)),
    turned(7_000, "p1", 0, true),
    closed(10_000, "p1"),
  ]);
  assertEquals(findGaps(model, clock(10_000)), [
    { startMs: 4_000, endMs: 5_300, peerId: "ada", source: "mic" },
  ]);
});

Deno.test("who is off, or left, while no recorder is there misses nothing", () => {
  const model = (before: ReturnType<typeof turned>[], after: ReturnType<typeof turned>[]) =>
    readManifest([
      opened(0, "p1"),
      ...bob("p1", 1, 0, 4_000),
      track(0, "p1", 0),
      ...stored("p1", segment(0, 0, 0, 3_900)),
      ...before,
      opened(4_200, "p2"),
      ...bob("p2", 1, 4_200, 20_000),
      ...after,
      closed(20_000, "p2"),
    ]);
  assertEquals(findGaps(model([turned(3_950, "p1", 0, true)], []), clock(20_000)), []);
  const muted = [track(7_000, "p2", 0), turned(7_001, "p2", 0, true)];
  assertEquals(findGaps(model([], muted), clock(20_000)), []);
  assertEquals(findGaps(model([], []), clock(20_000)), [], "nobody says that it went on");
});

Deno.test("a recording that ends before somebody's taps are made anew lacks its end of them", () => {
  const model = readManifest([
    opened(0, "p1"),
    ...bob("p1", 1, 0, 4_000),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 3_900)),
    opened(4_200, "p2"),
    ...bob("p2", 1, 4_200, 6_000),
    closed(6_000, "p2"),
  ]);
  assertEquals(findGaps(model, clock(6_000)), [
    { startMs: 3_900, endMs: 6_000, peerId: "ada", source: "mic" },
  ]);
  const left = [{ at: 5_500, kind: "left", peerId: "ada" }] as const;
  assertEquals(findGaps(model, clock(6_000), { events: [...left] }).map(({ endMs }) => endMs), [
    5_500,
  ]);
});

Deno.test("a screen on which nothing changes is whole; one without a tap is not", () => {
  const screen = (startMs: number, part: string) =>
    track(startMs, part, 0, { source: "screen", since: startMs });
  const model = readManifest([
    opened(0, "p1"),
    ...bob("p1", 1, 0, 14_000),
    screen(0, "p1"),
    ...stored("p1", segment(0, 0, 0, 1_000)),
    ...stored("p1", segment(0, 1, 9_000, 14_000)),
    opened(14_100, "p2"),
    ...bob("p2", 1, 14_100, 20_000),
    screen(16_000, "p2"),
    ...stored("p2", segment(0, 0, 18_000, 20_000)),
    closed(20_000, "p2"),
  ]);
  assertEquals(findGaps(model, clock(20_000)), [
    { startMs: 14_000, endMs: 16_000, peerId: "ada", source: "screen" },
  ]);
});
