/** Token buckets: `burst` at once, `perSecond` in the long run. */

export interface Limit {
  /** Keeps the buckets of different things apart. */
  readonly name: string;
  readonly burst: number;
  readonly perSecond: number;
}

export type Allowance = { allowed: true } | { allowed: false; retryAfterMs: number };

export interface Bucket {
  readonly tokens: number;
  /** Monotonic ms of the last change. */
  readonly atMs: number;
}

/** Takes one token if there is one. Pure; a bucket nobody knows yet is full. */
export function takeToken(
  bucket: Bucket | undefined,
  limit: Limit,
  nowMs: number,
): { bucket: Bucket; allowance: Allowance } {
  const refill = bucket ? (Math.max(0, nowMs - bucket.atMs) / 1_000) * limit.perSecond : 0;
  const tokens = Math.min(limit.burst, (bucket?.tokens ?? limit.burst) + refill);
  if (tokens >= 1) {
    return { bucket: { tokens: tokens - 1, atMs: nowMs }, allowance: { allowed: true } };
  }
  const retryAfterMs = Math.ceil(((1 - tokens) / limit.perSecond) * 1_000);
  return { bucket: { tokens, atMs: nowMs }, allowance: { allowed: false, retryAfterMs } };
}
