import { assertEquals } from "@std/assert";
import {
  RESTART_DELAY_MAX_MS,
  RESTART_DELAY_MS,
  RESTART_WINDOW_MS,
  RESTARTS_PER_WINDOW_MAX,
} from "./limits.ts";
import { recentDeaths, restartDelayMs } from "./restart_policy.ts";

Deno.test("a worker that dies once is back nearly at once", () => {
  assertEquals(restartDelayMs([1_000], 1_000), RESTART_DELAY_MS);
  assertEquals(restartDelayMs([1_000, 90_000], 90_000), RESTART_DELAY_MS, "the first is long ago");
});

Deno.test("each death of late doubles the delay up to its maximum", () => {
  assertEquals(restartDelayMs([0, 1, 2], 2), RESTART_DELAY_MS * 4);
  const many = Array.from({ length: RESTARTS_PER_WINDOW_MAX - 1 }, (_, n) => n);
  assertEquals(restartDelayMs(many, 8), RESTART_DELAY_MAX_MS);
});

Deno.test("after too many deaths a worker waits until the first is forgotten", () => {
  const deaths = Array.from({ length: RESTARTS_PER_WINDOW_MAX }, (_, n) => 500 + n);
  assertEquals(restartDelayMs(deaths, 1_000), 500 + RESTART_WINDOW_MS - 1_000);
  assertEquals(recentDeaths([...deaths, 600], 1_000).length, RESTARTS_PER_WINDOW_MAX);
});
