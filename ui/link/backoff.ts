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

/** The gateway for an attempt: the list in turn, so that a dead one is passed over. */
export function gatewayFor(gateways: readonly string[], attempt: number): string {
  const url = gateways[attempt % gateways.length];
  if (url === undefined) throw new Error("Cannot connect: no gateway is configured");
  return url;
}
