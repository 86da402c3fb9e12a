import { assertEquals, assertGreaterOrEqual, assertLessOrEqual, assertThrows } from "@std/assert";
import {
  BACKOFF_BASE_MS,
  BACKOFF_MAX_MS,
  backoffMs,
  nextGateway,
  retryMs,
  SPREAD_MS,
} from "./backoff.ts";

Deno.test("backoff grows and stays within its bounds for every attempt", () => {
  for (let attempt = 0; attempt < 2_000; attempt += 7) {
    for (const random of [0, 0.5, 0.999]) {
      const wait = backoffMs(attempt, random);
      assertGreaterOrEqual(wait, BACKOFF_BASE_MS / 2);
      assertLessOrEqual(wait, BACKOFF_MAX_MS);
    }
  }
  assertEquals(backoffMs(0, 0), 125);
  assertEquals(backoffMs(2, 0), 500);
  assertEquals(backoffMs(100, 0), BACKOFF_MAX_MS / 2);
});

Deno.test("backoff respects the server's wish, within the maximum", () => {
  assertEquals(backoffMs(0, 0, 2_000), 2_000);
  assertEquals(backoffMs(0, 0, 3_600_000), BACKOFF_MAX_MS);
});

Deno.test("every gateway is tried once before any is waited for", () => {
  const waits = [0, 1, 2, 3].map((failures) => retryMs({ failures, gateways: 2, random: 0.999 }));
  assertEquals(waits.map((wait) => wait <= SPREAD_MS), [true, true, false, false]);
  assertEquals(retryMs({ failures: 2, gateways: 2, random: 0 }), BACKOFF_BASE_MS / 2);
  assertEquals(retryMs({ failures: 0, gateways: 2, random: 0, retryAfterMs: 700 }), 700);
});

Deno.test("an attempt goes to another gateway than the one before", () => {
  assertEquals(nextGateway(["a", "b"], undefined), "a");
  assertEquals(nextGateway(["a", "b"], "a"), "b");
  assertEquals(nextGateway(["a", "b"], "b"), "a");
  assertEquals(nextGateway(["a"], "a"), "a");
  assertEquals(nextGateway(["a", "b"], "gone from the list"), "a");
  assertThrows(() => nextGateway([], undefined), Error, "no gateway");
});
