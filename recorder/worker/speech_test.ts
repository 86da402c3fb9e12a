import { assertEquals } from "@std/assert";
import { LevelMeter, voiceOf } from "./speech.ts";

const levels = (...runs: [number, number][]) =>
  Float32Array.from(runs.flatMap(([count, level]) => Array.from({ length: count }, () => level)));

Deno.test("speech stands out from what a microphone hears all the time", () => {
  const { speech } = voiceOf(levels([50, -60], [20, -20], [5, -60], [10, -18], [30, -60]));
  assertEquals(speech, [{ startMs: 5_000, endMs: 8_500 }]);
  const noisy = voiceOf(levels([50, -45], [20, -20], [50, -45]));
  assertEquals(noisy.speech, [{ startMs: 5_000, endMs: 7_000 }]);
});

Deno.test("a click is no speech, and who speaks without a break is heard all the time", () => {
  assertEquals(voiceOf(levels([50, -60], [1, -10], [50, -60])).speech, []);
  assertEquals(voiceOf(levels([100, -15])).speech, [{ startMs: 0, endMs: 10_000 }]);
  assertEquals(voiceOf(levels([100, -Infinity])), { speech: [], gainDb: 0 });
});

Deno.test("a quiet microphone is turned up and a loud one down, within limits", () => {
  assertEquals(voiceOf(levels([50, -60], [50, -30])).gainDb, 8);
  assertEquals(voiceOf(levels([50, -60], [50, -3])).gainDb, -12);
});

Deno.test("levels are those of the samples, however they come in pieces", () => {
  const samples = new DataView(new ArrayBuffer(3_200));
  for (let at = 0; at < 1_600; at++) {
    samples.setInt16(at * 2, at < 800 ? 16_384 * (at % 2 ? 1 : -1) : 0, true);
  }
  const bytes = new Uint8Array(samples.buffer);
  for (const size of [1, 7, 3_200]) {
    const meter = new LevelMeter(8_000);
    for (let at = 0; at < bytes.length; at += size) meter.push(bytes.subarray(at, at + size));
    const [loud, silent] = meter.levels();
    assertEquals([Math.round((loud ?? 0) * 100), silent], [-602, -Infinity]);
  }
});
