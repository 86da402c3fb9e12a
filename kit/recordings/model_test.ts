import { assertEquals } from "@std/assert";
import type { ManifestBody, ManifestEntry, Segment } from "../../protocol/mod.ts";
import { findGaps } from "./gaps.ts";
import { awaited, readManifest, tracksOf } from "./model.ts";
import { VideoClock } from "./video_clock.ts";

const entry = (at: number, part: string | null, body: ManifestBody): ManifestEntry => ({
  v: 1,
  recordingId: "room-r1",
  at,
  part,
  body,
});

const opened = (at: number, part: string): ManifestEntry =>
  entry(at, part, { type: "PartOpened", roomId: "room", recorderId: "recorder-1" });

const track = (at: number, part: string, number: number, peerId = "ada"): ManifestEntry =>
  entry(at, part, {
    type: "TrackOpened",
    track: number,
    peerId,
    name: peerId,
    source: "mic",
    codec: "opus",
  });

const segment = (number: number, index: number, startMs: number, endMs: number): Segment => ({
  track: number,
  index,
  startMs,
  endMs,
  object: { key: `segments/${number}/${index}`, sizeBytes: 1, sha256: "" },
});

/** Closed at its end and stored right after. */
const stored = (part: string, kept: Segment): ManifestEntry[] => [
  entry(kept.endMs, part, { type: "SegmentClosed", segment: kept }),
  entry(kept.endMs + 50, part, { type: "SegmentStored", track: kept.track, index: kept.index }),
];

const clock = (endMs: number, pauses: { startMs: number; endMs: number }[] = []) =>
  new VideoClock({ startMs: 0, endMs, pauses });

Deno.test("a manifest tells what is stored, what is awaited and what is lost", () => {
  const model = readManifest([
    opened(0, "p1"),
    track(10, "p1", 0),
    ...stored("p1", segment(0, 0, 100, 4_000)),
    entry(8_000, "p1", { type: "SegmentClosed", segment: segment(0, 1, 4_000, 8_000) }),
    entry(9_000, "p1", { type: "SegmentClosed", segment: segment(0, 2, 8_000, 9_000) }),
    entry(9_100, "p1", { type: "SegmentLost", track: 0, index: 2 }),
  ]);
  const [only] = tracksOf(model);
  const indices = [only?.segments, only?.waiting, only?.lost].map((all) =>
    all?.map((s) => s.index)
  );
  assertEquals(indices, [[0], [1], [2]]);
  assertEquals(awaited(model), { parts: 1, segments: 1 });
});

Deno.test("a manifest whose entries are written twice reads the same", () => {
  const entries = [
    opened(0, "p1"),
    track(10, "p1", 0),
    ...stored("p1", segment(0, 0, 100, 4_000)),
    entry(5_000, "p1", { type: "PartClosed", end: "finished" }),
  ];
  assertEquals(readManifest([...entries, ...entries]), readManifest(entries));
});

Deno.test("a recorder that died was at work until its last segment, however late its files are found", () => {
  const model = readManifest([
    opened(0, "p1"),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 4_000)),
    opened(6_000, "p2"),
    track(6_000, "p2", 0),
    ...stored("p2", segment(0, 0, 6_000, 10_000)),
    entry(10_000, "p2", { type: "PartClosed", end: "finished" }),
    entry(60_000, "p1", { type: "TrackClosed", track: 0 }),
    entry(60_000, "p1", { type: "PartClosed", end: "recovered" }),
  ]);
  assertEquals(model.parts.map(({ span }) => span.endMs), [4_000, 10_000]);
  assertEquals(findGaps(model, clock(10_000)), [{ startMs: 4_000, endMs: 6_000 }]);
});

Deno.test("silence is a gap only where somebody was to be heard", () => {
  const muted = (paused: boolean, at: number) =>
    entry(at, "p1", { type: "TrackPaused", track: 0, paused });
  const model = readManifest([
    opened(0, "p1"),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 4_000)),
    muted(true, 4_000),
    muted(false, 20_000),
    ...stored("p1", segment(0, 1, 23_000, 27_000)),
    entry(27_000, "p1", { type: "PartClosed", end: "finished" }),
  ]);
  assertEquals(findGaps(model, clock(27_000)), [{ startMs: 20_000, endMs: 23_000 }]);
});

Deno.test("a pause is no gap, and a lost segment is one", () => {
  const model = readManifest([
    opened(0, "p1"),
    track(0, "p1", 0),
    ...stored("p1", segment(0, 0, 0, 4_000)),
    entry(8_000, "p1", { type: "SegmentClosed", segment: segment(0, 1, 4_000, 8_000) }),
    entry(8_100, "p1", { type: "SegmentLost", track: 0, index: 1 }),
    entry(8_200, "p1", { type: "PartClosed", end: "abandoned" }),
    opened(20_000, "p2"),
    track(20_000, "p2", 0),
    ...stored("p2", segment(0, 0, 20_000, 24_000)),
    entry(24_000, "p2", { type: "PartClosed", end: "finished" }),
  ]);
  const gaps = findGaps(model, clock(24_000, [{ startMs: 8_200, endMs: 19_900 }]));
  assertEquals(gaps, [{ startMs: 4_000, endMs: 8_000 }]);
});

Deno.test("a recording that no recorder came for at first says so", () => {
  const model = readManifest([
    opened(5_000, "p1"),
    track(5_000, "p1", 0),
    ...stored("p1", segment(0, 0, 5_100, 9_000)),
    entry(9_000, "p1", { type: "PartClosed", end: "finished" }),
  ]);
  assertEquals(findGaps(model, clock(9_000)), [{ startMs: 0, endMs: 5_000 }]);
});
