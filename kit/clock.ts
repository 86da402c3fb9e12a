/**
 * Time as a port. Wall time is for what people and other machines read (`deadlineAt`, `at`);
 * monotonic time is for durations, since a wall clock may jump by an hour.
 */
export interface Clock {
  /** Epoch milliseconds. */
  wallMs(): number;
  /** Milliseconds since some fixed moment; never goes back. */
  monotonicMs(): number;
  /** Calls `fn` once after `delayMs`; returns its cancel. */
  after(delayMs: number, fn: () => void): () => void;
}

/** The machine's clocks. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs` of `clock`, or at once when `signal` aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
}

/** How often both clocks are read to tell them apart: a process may stand still between two readings. */
const READINGS_MAX = 5;
const READ_AT_ONCE_MS = 1;

/** What to add to monotonic time for wall time, as both are now. */
export function wallOffsetMs(clock: Pick<Clock, "wallMs" | "monotonicMs">): number {
  let best = { spreadMs: Infinity, offsetMs: 0 };
  for (let read = 0; read < READINGS_MAX && best.spreadMs > READ_AT_ONCE_MS; read++) {
    const before = clock.monotonicMs();
    const wallMs = clock.wallMs();
    const after = clock.monotonicMs();
    const spreadMs = after - before;
    if (spreadMs < best.spreadMs) best = { spreadMs, offsetMs: wallMs - (before + after) / 2 };
  }
  return best.offsetMs;
}
