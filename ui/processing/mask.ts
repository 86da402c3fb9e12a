/** From what a model finds to an edge between person and background that is calm and soft. Pure. */

/** A new finding moves the held one by this much: less swims behind movements, more flickers. */
const FOLLOW = 0.7;
/** A model's confidence below and above which there is no doubt; between them is the edge. */
const SURELY_BEHIND = 0.25;
const SURELY_PERSON = 0.8;

/** Moves `held` towards `found`, both 0 (background) to 1 (person) a pixel. */
export function follow(held: Float32Array, found: Float32Array): void {
  for (let n = 0; n < held.length; n++) {
    const before = held[n] ?? 0;
    held[n] = before + ((found[n] ?? 0) - before) * FOLLOW;
  }
}

/** Writes a mask into the alpha channel of RGBA pixels. */
export function writeAlpha(mask: Float32Array, rgba: Uint8ClampedArray): void {
  for (let n = 0; n < mask.length; n++) rgba[n * 4 + 3] = 255 * edge(mask[n] ?? 0);
}

/** Smooth between the two thresholds. */
export function edge(confidence: number): number {
  const at = Math.min(
    1,
    Math.max(0, (confidence - SURELY_BEHIND) / (SURELY_PERSON - SURELY_BEHIND)),
  );
  return at * at * (3 - 2 * at);
}
