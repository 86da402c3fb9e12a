/** What of a worker decides whether it gets the next room. */
export interface Burden {
  /** CPU of its core lately, 0 to 1. */
  readonly load: number;
  readonly routers: number;
  readonly consumers: number;
}

/** Loads closer together than this are noise of the measurement. */
const LOAD_STEP = 0.1;

/**
 * The candidate with the least CPU load; of those about equal, the one that sends the fewest streams,
 * then the one with the fewest rooms: load lags a second behind, and rooms come in bursts.
 */
export function leastLoaded<T>(
  candidates: readonly T[],
  burdenOf: (candidate: T) => Burden,
): T | undefined {
  const weighed = candidates.map((candidate) => ({ candidate, burden: burdenOf(candidate) }));
  weighed.sort((a, b) => compare(a.burden, b.burden));
  return weighed[0]?.candidate;
}

function compare(a: Burden, b: Burden): number {
  return Math.floor(a.load / LOAD_STEP) - Math.floor(b.load / LOAD_STEP) ||
    a.consumers - b.consumers || a.routers - b.routers;
}
