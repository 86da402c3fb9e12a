import { Redis } from "ioredis";
import type { Logger } from "../../kit/mod.ts";

const CONNECT_TIMEOUT_MS = 1_000;
const RECONNECT_STEP_MS = 50;
const RECONNECT_MAX_MS = 1_000;

export type { Redis };

/**
 * A connection that never makes anybody wait: no offline queue, no retries, short time-outs.
 * It reconnects by itself for as long as the process runs.
 */
export function openRedis(options: {
  url: string;
  /** Redis holds what may be lost: what it can't say by then, the caller does without. */
  timeoutMs: number;
  logger: Logger;
}): Redis {
  const redis = new Redis(options.url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: options.timeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * RECONNECT_STEP_MS, RECONNECT_MAX_MS),
  });
  let known: string | undefined;
  redis.on("error", (error: Error) => {
    // Every failed attempt reports the same.
    if (error.message !== known) options.logger.warn({ err: error }, "redis is out of reach");
    known = error.message;
  });
  redis.on("ready", () => known = undefined);
  return redis;
}

/** What is wrong with it, or `undefined`. */
export async function redisProblem(redis: Redis): Promise<string | undefined> {
  try {
    await redis.ping();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
