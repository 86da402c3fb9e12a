import { z } from "zod";
import type { Clock } from "../../kit/mod.ts";
import type { Redis } from "./redis.ts";
import { type Allowance, type Bucket, type Limit, takeToken } from "./token_bucket.ts";

/** Buckets one process keeps for itself; the one used longest ago makes room. */
const LOCAL_BUCKETS_MAX = 20_000;
/** After Redis failed, this long nobody waits for it. */
const BYPASS_MS = 1_000;

/**
 * The same arithmetic as `takeToken`, by the server's clock and in one step. Redis rounds numbers of
 * a script's reply down, hence the ceil.
 */
const TAKE_SCRIPT = `
local burst, perSecond = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(known[1]) or burst, tonumber(known[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) / 1000 * perSecond)
local retryAfter = 0
if tokens >= 1 then tokens = tokens - 1
else retryAfter = math.ceil((1 - tokens) / perSecond * 1000) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / perSecond * 1000) + 1000)
return retryAfter`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    // The same type parameters as the package's own declaration.
    parleyTakeToken(key: string, burst: number, perSecond: number): Promise<unknown>;
  }
}

const RetryAfterMs = z.int().nonnegative();

/** Answers whether `key` may do once more what `limit` counts. Never rejects. */
export interface RateLimiter {
  take(limit: Limit, key: string): Promise<Allowance>;
}

/**
 * Buckets shared by all processes in Redis. Where Redis is away each process counts for itself: an
 * outage must neither stop joins nor slow them down, nor open the door wide.
 */
export function createRateLimiter(options: {
  redis: Redis | undefined;
  clock: Clock;
  /** Multiplies every limit; for load tests from one address. */
  scale?: number;
}): RateLimiter {
  const { redis, clock, scale = 1 } = options;
  redis?.defineCommand("parleyTakeToken", { numberOfKeys: 1, lua: TAKE_SCRIPT });
  const local = new LocalBuckets(clock);
  let bypassUntilMs = -Infinity;
  return {
    async take(unscaled, key) {
      const { name, burst, perSecond } = unscaled;
      const limit = { name, burst: burst * scale, perSecond: perSecond * scale };
      if (redis?.status === "ready" && clock.monotonicMs() >= bypassUntilMs) {
        try {
          const answer = await redis.parleyTakeToken(
            `parley:limit:${name}:${key}`,
            limit.burst,
            limit.perSecond,
          );
          const retryAfterMs = RetryAfterMs.parse(answer);
          return retryAfterMs === 0 ? { allowed: true } : { allowed: false, retryAfterMs };
        } catch {
          bypassUntilMs = clock.monotonicMs() + BYPASS_MS;
        }
      }
      return local.take(limit, key);
    },
  };
}

/** A process's own buckets, bounded. */
export class LocalBuckets {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly clock: Clock, private readonly capacity = LOCAL_BUCKETS_MAX) {}

  get size(): number {
    return this.#buckets.size;
  }

  take(limit: Limit, key: string): Allowance {
    const id = `${limit.name}:${key}`;
    const { bucket, allowance } = takeToken(
      this.#buckets.get(id),
      limit,
      this.clock.monotonicMs(),
    );
    this.#buckets.delete(id); // A Map keeps the order of insertion: the first is the stalest.
    this.#buckets.set(id, bucket);
    if (this.#buckets.size > this.capacity) {
      for (const stalest of this.#buckets.keys()) {
        this.#buckets.delete(stalest);
        break;
      }
    }
    return allowance;
  }
}
