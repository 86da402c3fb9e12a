const OBSERVE_EVERY_MS = 10;
/**
 * No promise of ours, and only a failure waits so long: a machine that many share stands still for
 * seconds. Where a time is promised, the test names it.
 */
const STATE_LIMIT_MS = 20_000;
/** Longest part of the last value that an error shows. */
const VALUE_CHARACTERS_MAX = 2_000;

/** A state was not reached in time; the message holds what was seen instead. */
export class NotReachedError extends Error {
  override readonly name = "NotReachedError";
  readonly code = "not-reached";
}

/**
 * Observes until the observation is as wanted, and resolves to it:
 *
 * ```ts
 * await until("bob sees two peers", () => bob.roster.peers.length, (count) => count === 2);
 * ```
 *
 * @throws NotReachedError after `limitMs`, naming the state and the last observation.
 */
export async function until<T>(
  state: string,
  observe: () => T | Promise<T>,
  reached: (value: T) => boolean = Boolean,
  limitMs = STATE_LIMIT_MS,
): Promise<T> {
  const endsAt = performance.now() + limitMs;
  while (true) {
    const value = await observe();
    if (reached(value)) return value;
    if (performance.now() > endsAt) {
      throw new NotReachedError(
        `Cannot see that ${state} within ${limitMs} ms: last seen ${shown(value)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, OBSERVE_EVERY_MS));
  }
}

/** Resolves when a count has risen by `by` from where it is now: something still flows. */
export async function untilRisen(
  what: string,
  count: () => number | Promise<number>,
  by: number,
  limitMs = STATE_LIMIT_MS,
): Promise<void> {
  const start = await count();
  await until(`${what} rises by ${by} from ${start}`, count, (now) => now >= start + by, limitMs);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, VALUE_CHARACTERS_MAX);
}
