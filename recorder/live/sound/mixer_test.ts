import { assert, assertEquals } from "@std/assert";
import { Mixer, SAMPLES_PER_MS } from "./mixer.ts";

const ORIGIN_MS = 1_000_000;
const sound = (samples: number, value: number) => [new Float32Array(samples).fill(value)];
/** The left channel, from -1 to 1. */
function left(mixer: Mixer, samples: number): number[] {
  const bytes = mixer.take(samples);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: samples }, (_, at) => {
    return Math.round(view.getInt16(at * 4, true) / 327.67) / 100;
  });
}

Deno.test("voices are added where they belong, and there is silence else", () => {
  const mixer = new Mixer(ORIGIN_MS);
  mixer.add("a", ORIGIN_MS, sound(3, 0.25));
  mixer.add("b", ORIGIN_MS + 1 / SAMPLES_PER_MS, sound(3, 0.5));
  assertEquals(left(mixer, 6), [0.25, 0.75, 0.75, 0.5, 0, 0]);
});

Deno.test("a voice goes on without a seam though its clock is not exact; after a pause it has its time", () => {
  const mixer = new Mixer(ORIGIN_MS);
  mixer.add("a", ORIGIN_MS, sound(4, 0.5));
  mixer.add("a", ORIGIN_MS + 5, sound(4, 0.5));
  mixer.add("a", ORIGIN_MS + 100, sound(2, 0.25));
  assertEquals(left(mixer, 9), [...Array<number>(8).fill(0.5), 0]);
  mixer.take(100 * SAMPLES_PER_MS - 9);
  assertEquals(left(mixer, 3), [0.25, 0.25, 0]);
});

Deno.test("what is late, and what is far ahead, is left out", () => {
  const mixer = new Mixer(ORIGIN_MS);
  mixer.take(10);
  mixer.add("a", ORIGIN_MS, sound(12, 0.5));
  mixer.add("b", ORIGIN_MS + 60_000, sound(12, 0.5));
  assertEquals(left(mixer, 4), [0.5, 0.5, 0, 0]);
});

Deno.test("however many speak, nothing is cut", () => {
  const mixer = new Mixer(ORIGIN_MS);
  for (const voice of ["a", "b", "c", "d"]) mixer.add(voice, ORIGIN_MS, sound(1, 0.6));
  const [loud = 0] = left(mixer, 1);
  assert(loud > 0.9 && loud <= 1, `${loud}`);
});
