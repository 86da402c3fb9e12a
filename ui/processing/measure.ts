/** What an effect costs, as it is measured while it runs. Pure. */

/** What happened since the last of these; an effect tells one every `MEASURE_INTERVAL_MS`. */
export interface Measure {
  /** Pieces (pictures, or blocks of sound) that came in, and that went out. */
  readonly taken: number;
  readonly given: number;
  /** Time spent on them. */
  readonly busyMs: number;
  readonly elapsedMs: number;
  /** How far the effect is behind real time, as a share of `elapsedMs`; 0: it keeps up. */
  readonly late: number;
}

export const MEASURE_INTERVAL_MS = 1_000;

export interface Cost {
  /** A picture's, or a block of sound's. */
  readonly pieceMs: number;
  /** Of one processor core, 0 to 1. */
  readonly share: number;
}

/** Of the former cost, when a new one is mixed in: numbers that jump can't be read. */
const HELD = 0.6;

export function costOf(held: Cost | null, { given, busyMs, elapsedMs }: Measure): Cost | null {
  if (given === 0 || elapsedMs <= 0) return held;
  const now = { pieceMs: busyMs / given, share: Math.min(1, busyMs / elapsedMs) };
  if (!held) return now;
  const mixed = (key: keyof Cost) => held[key] * HELD + now[key] * (1 - HELD);
  return { pieceMs: mixed("pieceMs"), share: mixed("share") };
}
