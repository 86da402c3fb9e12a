import { assert, assertEquals } from "@std/assert";
import { concat } from "../../kit/mod.ts";
import { scanWebm } from "./webm_scan.ts";
import { WebmWriter } from "./webm_writer.ts";

const START_MS = Date.UTC(2026, 10, 21);
const SIZE = { width: 640, height: 360 };

function file(times: readonly number[], bytes = 100): Uint8Array {
  const writer = new WebmWriter({ codec: "vp8", size: SIZE }, START_MS);
  const blocks = times.flatMap((atMs, index) =>
    writer.block(new Uint8Array(bytes).fill(index + 1), atMs, index === 0)
  );
  return concat([writer.header, ...blocks]);
}

Deno.test("a file tells when its blocks are, over clusters", () => {
  const whole = file([0, 33, 66, 29_999, 30_000, 61_000]);
  assertEquals(scanWebm(whole), {
    wholeBytes: whole.length,
    blocks: 6,
    firstMs: 0,
    lastMs: 61_000,
    stepMs: 31_000,
  });
});

Deno.test("of a torn file all whole blocks are found, wherever it was torn", () => {
  const [first, second] = [file([0]).length, file([0, 40]).length];
  const whole = file([0, 40, 80]);
  for (let length = 0; length <= whole.length; length++) {
    const { blocks, wholeBytes } = scanWebm(whole.subarray(0, length));
    const expected = length < first ? 0 : length < second ? 1 : length < whole.length ? 2 : 3;
    assertEquals(blocks, expected, `torn at ${length}`);
    assert(wholeBytes <= length);
    if (blocks > 0) assertEquals(wholeBytes, [first, second, whole.length][blocks - 1]);
  }
});

Deno.test("a duration takes exactly the place that was kept for it", () => {
  const writer = new WebmWriter({ codec: "opus", channels: 2 }, START_MS);
  const { header, durationOffset } = writer;
  const duration = WebmWriter.duration(4_020);
  assertEquals(header.subarray(durationOffset, durationOffset + 2).toHex(), "ec89");
  header.set(duration, durationOffset);
  const [block, data] = writer.block(Uint8Array.of(1, 2, 3), 0, true);
  const whole = concat([header, block ?? new Uint8Array(), data ?? new Uint8Array()]);
  assertEquals(scanWebm(whole).blocks, 1);
});

Deno.test("what is no such file has nothing in it", () => {
  for (let seed = 1; seed < 300; seed++) {
    const noise = new Uint8Array(seed).map((_, at) => (seed * 73 + at * at * 31) & 0xff);
    assertEquals(scanWebm(noise).blocks, 0);
  }
});
