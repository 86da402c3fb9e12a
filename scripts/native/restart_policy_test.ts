import { assertEquals } from "@std/assert";
import { decideRestart, RESTART_WINDOW_MS, RESTARTS_MAX } from "./restart_policy.ts";

Deno.test("restart policy waits longer each time, up to a bound", () => {
  const delays = Array.from({ length: RESTARTS_MAX }, (_, index) => {
    const decision = decideRestart(Array(index + 1).fill(1_000), 1_000);
    return decision.restart && decision.afterMs;
  });
  assertEquals(delays, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});

Deno.test("restart policy gives up on a server that keeps ending", () => {
  const crashes = Array(RESTARTS_MAX + 1).fill(1_000);
  assertEquals(decideRestart(crashes, 1_000), { restart: false });
});

Deno.test("restart policy forgets crashes of long ago", () => {
  const crashes = Array(RESTARTS_MAX + 1).fill(1_000);
  assertEquals(decideRestart(crashes, 1_000 + RESTART_WINDOW_MS), { restart: true, afterMs: 250 });
});
