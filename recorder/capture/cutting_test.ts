import { assertEquals } from "@std/assert";
import { HOLE_MS, SEGMENT_BYTES_MAX, SEGMENT_MS } from "../limits.ts";
import { cutAt, isDue, type OpenSegment } from "./cutting.ts";

const SIZE = { width: 640, height: 360 };
const open = (more: Partial<OpenSegment> = {}): OpenSegment => ({
  startMs: 1_000,
  lastMs: 30_000,
  bytes: 0,
  size: SIZE,
  config: undefined,
  ...more,
});
const KEY = { isKey: true, size: SIZE };
const DELTA = { isKey: false };

Deno.test("video begins with a key frame and is cut at one", () => {
  assertEquals(cutAt(undefined, DELTA, 0), "drop");
  assertEquals(cutAt(undefined, KEY, 0), "begin");
  assertEquals(cutAt(open(), KEY, 1_100), "append", "too soon");
  assertEquals(cutAt(open(), DELTA, 1_000 + 3 * SEGMENT_MS), "append", "no key frame, no cut");
  assertEquals(cutAt(open(), KEY, 1_000 + SEGMENT_MS), "begin");
  assertEquals([isDue(open(), 1_100), isDue(open(), 1_000 + SEGMENT_MS)], [false, true]);
});

Deno.test("no segment spans a hole", () => {
  const segment = open({ lastMs: 1_100 });
  assertEquals(cutAt(segment, KEY, 1_100 + HOLE_MS), "append");
  assertEquals(cutAt(segment, KEY, 1_101 + HOLE_MS), "begin");
  assertEquals(cutAt(segment, DELTA, 1_101 + HOLE_MS), "append", "it builds on what was before");
});

Deno.test("another size or another set-up is another segment", () => {
  assertEquals(cutAt(open(), { isKey: true, size: { width: 320, height: 180 } }, 1_100), "begin");
  const config = Uint8Array.of(1, 2);
  assertEquals(cutAt(open(), { ...KEY, config }, 1_100), "begin");
  assertEquals(cutAt(open({ config: Uint8Array.of(1, 2) }), { ...KEY, config }, 1_100), "append");
});

Deno.test("a segment does not grow without end", () => {
  assertEquals(cutAt(open({ bytes: SEGMENT_BYTES_MAX }), DELTA, 1_100), "drop");
  assertEquals(cutAt(open({ bytes: SEGMENT_BYTES_MAX }), KEY, 1_100), "begin");
});
