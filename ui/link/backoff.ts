/** When to try again: exponential, jittered, bounded. Pure; the caller brings the randomness. */

/** The first retry comes within this time. */
export const BACKOFF_BASE_MS = 250;
/** No wait is longer than this. */
export const BACKOFF_MAX_MS = 8_000;

/**
 * Wait before retry number `attempt` (0: the first), in ms. Between half and the whole of an
 * exponentially growing span, so that a thousand clients of one dead gateway don't come at once.
 * `random` is in [0, 1). A server's own `retryAfterMs` is a lower bound, kept within the maximum.
 */
export function backoffMs(attempt: number, random: number, retryAfterMs = 0): number {
  const span = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 16));
  const wait = span / 2 + random * (span / 2);
  return Math.round(Math.max(wait, Math.min(retryAfterMs, BACKOFF_MAX_MS)));
}

/** Clients of a gateway that died come to the others within this time, not all at once. */
export const SPREAD_MS = 100;

/**
 * Wait before the next attempt, in ms. `failures` counts attempts in a row that came to nothing; 0: a
 * connection that was up was lost. Every gateway is tried once before any is waited for.
 */
export function retryMs(
  { failures, gateways, random, retryAfterMs = 0 }: {
    failures: number;
    gateways: number;
    random: number;
    retryAfterMs?: number | undefined;
  },
): number {
  if (failures >= gateways || failures >= GATEWAYS_AT_ONCE_MAX) {
    return backoffMs(Math.max(0, failures - gateways), random, retryAfterMs);
  }
  return Math.round(Math.max(random * SPREAD_MS, Math.min(retryAfterMs, BACKOFF_MAX_MS)));
}

/** More gateways than these are not tried without a pause. */
const GATEWAYS_AT_ONCE_MAX = 4;

/** The gateway after `last` in the list's turn, so that a dead one is passed over. */
export function nextGateway(gateways: readonly string[], last: string | undefined): string {
  const index = last === undefined ? -1 : gateways.indexOf(last);
  const url = gateways[(index + 1) % gateways.length];
  if (url === undefined) throw new Error("Cannot connect: no gateway is configured");
  return url;
}
