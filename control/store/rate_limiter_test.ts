import { assertEquals, assertLess } from "@std/assert";
import { silentLogger, systemClock } from "../../kit/mod.ts";
import { Store } from "../../tests/harness/stores.ts";
import { until } from "../../tests/harness/until.ts";
import { createRateLimiter, LocalBuckets } from "./rate_limiter.ts";
import { openRedis, redisProblem } from "./redis.ts";

/** A busy machine must not pass for an absent Redis. */
const TIMEOUT_MS = 5_000;
/** Slow enough that no test sees a refill. */
const LIMIT = { name: "test", burst: 3, perSecond: 0.001 };

Deno.test("processes share buckets in Redis, and count alone without delay while it is away", async () => {
  await using server = await Store.startRedis();
  const redises = [1, 2].map(() =>
    openRedis({ url: server.url, timeoutMs: TIMEOUT_MS, logger: silentLogger() })
  );
  try {
    const [a, b] = redises.map((redis) => createRateLimiter({ redis, clock: systemClock }));
    if (!a || !b) throw new Error("Cannot be: there are two limiters");
    const ready = () => redises.every(({ status }) => status === "ready");
    await until("both are connected", ready);
    const allowed = async (limiter: typeof a) => (await limiter.take(LIMIT, "ip")).allowed;
    assertEquals([await allowed(a), await allowed(b), await allowed(a)], [true, true, true]);
    const refused = await b.take(LIMIT, "ip");
    assertEquals(refused.allowed, false);
    if (!refused.allowed) assertLess(Math.abs(refused.retryAfterMs - 1_000_000), 20_000);
    assertEquals((await b.take(LIMIT, "other")).allowed, true);

    await server.kill();
    await until("both have noticed", () => redises.every(({ status }) => status !== "ready"));
    const startedAt = performance.now();
    assertEquals([await allowed(a), await allowed(a), await allowed(a)], [true, true, true]);
    assertEquals(await allowed(a), false, "its own count holds too");
    assertLess(performance.now() - startedAt, TIMEOUT_MS, "it waited for Redis");
    assertEquals(await redisProblem(redises[0]!) === undefined, false);

    await server.start();
    await until("both are back", ready);
    assertEquals(await allowed(a), true, "Redis counts again, from nothing");
  } finally {
    for (const redis of redises) redis.disconnect();
  }
});

Deno.test("a process keeps a bounded number of buckets, those used last", () => {
  const buckets = new LocalBuckets(systemClock, 2);
  const limit = { name: "one", burst: 1, perSecond: 0.001 };
  const take = (key: string) => buckets.take(limit, key).allowed;
  assertEquals([take("a"), take("b"), take("a"), take("c")], [true, true, false, true]);
  assertEquals(buckets.size, 2);
  assertEquals([take("a"), take("b")], [false, true], "b was the stalest and is forgotten");
});
