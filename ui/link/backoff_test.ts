import { assertEquals, assertGreaterOrEqual, assertLessOrEqual, assertThrows } from "@std/assert";
import { BACKOFF_BASE_MS, BACKOFF_MAX_MS, backoffMs, gatewayFor } from "./backoff.ts";

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

Deno.test("attempts go round the gateways", () => {
  assertEquals([0, 1, 2].map((attempt) => gatewayFor(["a", "b"], attempt)), ["a", "b", "a"]);
  assertThrows(() => gatewayFor([], 0), Error, "no gateway");
});
