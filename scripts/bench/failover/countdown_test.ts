import { assertEquals } from "@std/assert";
import { Countdown } from "./countdown.ts";

Deno.test("what is left is judged by the rounds seen, and by a guess before", () => {
  const countdown = new Countdown(new Map([["drain", 3], ["cold", 2]]), 1_000);
  assertEquals(countdown.leftMs, 5_000);
  countdown.spent("drain", 4_000);
  assertEquals(countdown.leftMs, 2 * 4_000 + 2 * 1_000);
  countdown.skip("cold");
  assertEquals(countdown.leftMs, 8_000);
});
