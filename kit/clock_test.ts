import { assertEquals } from "@std/assert";
import { wallOffsetMs } from "./clock.ts";

Deno.test("clocks are told apart though the process stands still while it reads them", () => {
  let nowMs = 1_000;
  const stalls = [0, 400, 0, 30, 0, 0];
  const clock = {
    monotonicMs() {
      nowMs += stalls.shift() ?? 0;
      return nowMs;
    },
    wallMs: () => nowMs + 1_795_000_000_000,
  };
  assertEquals(wallOffsetMs(clock), 1_795_000_000_000);
});
