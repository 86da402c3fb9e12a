import { assertEquals } from "@std/assert";
import type { ManifestBody, Segment } from "../../protocol/mod.ts";
import { type JournalLine, readLines, replayJournal, writeLines } from "./journal.ts";

const entry = (body: ManifestBody): JournalLine => ({
  line: "entry",
  entry: { v: 1, recordingId: "room-r1", at: 1, part: "p1", body },
});
const begun = (track: number, index: number): JournalLine => ({
  line: "begun",
  track,
  index,
  startMs: 1_000,
});
const segment = (track: number, index: number): Segment => ({
  track,
  index,
  startMs: 1_000,
  endMs: 5_000,
  object: { key: `k/${index}`, sizeBytes: 1, sha256: "AAAA" },
});
const OPENED: ManifestBody = { type: "PartOpened", roomId: "room", recorderId: "recorder-1" };
const track = (number: number): ManifestBody => ({
  type: "TrackOpened",
  track: number,
  peerId: "ann",
  name: "Ann",
  source: "mic",
  codec: "opus",
});

Deno.test("a journal tells which files are whole, which are torn, and what is over", () => {
  const lines = [
    entry(OPENED),
    entry(track(0)),
    entry(track(1)),
    begun(0, 0),
    begun(1, 0),
    entry({ type: "SegmentClosed", segment: segment(0, 0) }),
    begun(0, 1),
    entry({ type: "SegmentClosed", segment: segment(0, 1) }),
    entry({ type: "SegmentStored", track: 0, index: 0 }),
    begun(0, 2),
    entry({ type: "SegmentLost", track: 0, index: 2 }),
    entry({ type: "TrackClosed", track: 0 }),
  ];
  const record = replayJournal(lines);
  assertEquals(record, {
    recordingId: "room-r1",
    part: "p1",
    openTracks: new Set([1]),
    torn: [{ track: 1, index: 0, startMs: 1_000 }],
    waiting: [segment(0, 1)],
    isClosed: false,
    isSealed: false,
  });
  const closed = replayJournal([...lines, entry({ type: "PartClosed", end: "finished" })]);
  assertEquals(closed?.isClosed, true);
  const key = { id: "0".repeat(32), wrapped: "a.b.c.d.e" };
  assertEquals(replayJournal([...lines, entry({ type: "KeyMade", key })])?.isSealed, true);
  assertEquals(replayJournal([]), undefined);
});

Deno.test("of a torn journal all whole lines are read", () => {
  const lines = [entry(OPENED), begun(0, 0)];
  const whole = writeLines(lines);
  const first = writeLines(lines.slice(0, 1)).length;
  for (let length = 0; length < whole.length; length++) {
    const read = readLines(whole.subarray(0, length));
    assertEquals(read.lines.length, length < first ? 0 : 1);
    assertEquals(read.wholeBytes, length < first ? 0 : first);
  }
  assertEquals(readLines(whole), { lines, offsets: [0, first], wholeBytes: whole.length });
  assertEquals(readLines(new TextEncoder().encode("{}\n")).lines, []);
});
