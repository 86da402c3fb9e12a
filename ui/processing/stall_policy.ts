/**
 * When an effect has stopped giving anything, so that people would see a frozen picture or hear
 * nothing. What the device itself withholds is not the effect's fault. Pure.
 */
import type { Measure } from "./measure.ts";

export const LOOK_INTERVAL_MS = 500;
/** An effect that gave nothing for so long is bypassed. */
export const STALL_MS = 2_500;
const LOOKS_MAX = STALL_MS / LOOK_INTERVAL_MS;

export interface Stall {
  /** Looks in a row with nothing given. */
  readonly looks: number;
}
export const NO_STALL: Stall = { looks: 0 };

/** What was told gives the effect time, or takes it: pictures went in and none came out. */
export function told(stall: Stall, { taken, given }: Measure): Stall {
  return given > 0 || taken === 0 ? NO_STALL : stall;
}

/** Looked at once more, whether anything was told or not: who hangs tells nothing. */
export const looked = ({ looks }: Stall): Stall => ({ looks: looks + 1 });

export const isStalled = ({ looks }: Stall): boolean => looks > LOOKS_MAX;
