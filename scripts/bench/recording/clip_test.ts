import { assertEquals } from "@std/assert";
import { isKeyFrame, ivfFrames, parts, vp8Payloads } from "./clip.ts";

function ivf(frames: readonly number[][]): Uint8Array {
  const bytes = frames.flatMap((
    frame,
  ) => [frame.length, ...new Array<number>(11).fill(0), ...frame]);
  return new Uint8Array([...new Array<number>(32).fill(0), ...bytes]);
}

Deno.test("a file of VP8 is read picture by picture, and one that is cut off is left out", () => {
  const file = ivf([[0x10, 1], [0x11, 2, 3]]);
  assertEquals(ivfFrames(file).map((frame) => [...frame]), [[0x10, 1], [0x11, 2, 3]]);
  assertEquals(ivfFrames(file.subarray(0, file.length - 1)).length, 1);
  assertEquals(ivfFrames(file).map(isKeyFrame), [true, false]);
});

Deno.test("a large picture goes in several packets, of which the first says that it begins", () => {
  const payloads = vp8Payloads(new Uint8Array(2_500).fill(7));
  assertEquals(payloads.map(([first]) => first), [0x10, 0x00, 0x00]);
  assertEquals(payloads.reduce((sum, { length }) => sum + length - 1, 0), 2_500);
});

Deno.test("sound at a constant rate is cut where frames end", () => {
  assertEquals(parts(new Uint8Array([1, 2, 3, 4]), 2).map((part) => [...part]), [[1, 2], [3, 4]]);
});
