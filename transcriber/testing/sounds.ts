/** Made-up sounds: not words, but as loud and as long as words are. */
import { SAMPLE_RATE } from "../limits.ts";

/** A buzz of that loudness from -1 to 1. */
export function buzz(ms: number, loudness = 0.3): Float32Array {
  const hertz = 140;
  return Float32Array.from(
    { length: ms * SAMPLE_RATE / 1_000 },
    (_, at) => loudness * Math.sin(2 * Math.PI * hertz * at / SAMPLE_RATE),
  );
}

export const silence = (ms: number) => new Float32Array(ms * SAMPLE_RATE / 1_000);

export function inRow(...parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
