/** When a server that ended by itself is started again. Pure: times come in. */

const DELAY_FIRST_MS = 250;
const DELAY_MAX_MS = 5_000;
/** A server that ends more often than this within the window won't be cured by one start more. */
export const RESTARTS_MAX = 8;
export const RESTART_WINDOW_MS = 60_000;

export type RestartDecision =
  | { readonly restart: true; readonly afterMs: number }
  | { readonly restart: false };

/**
 * @param crashedAt When it ended by itself, the latest last, in milliseconds of a steady clock.
 * @param now On the same clock.
 */
export function decideRestart(crashedAt: readonly number[], now: number): RestartDecision {
  const recent = crashedAt.filter((at) => now - at < RESTART_WINDOW_MS).length;
  if (recent > RESTARTS_MAX) return { restart: false };
  const doublings = Math.max(recent - 1, 0);
  return { restart: true, afterMs: Math.min(DELAY_FIRST_MS * 2 ** doublings, DELAY_MAX_MS) };
}
