import { assertEquals } from "@std/assert";
import type { Clock } from "../../kit/mod.ts";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { FreezeWatch } from "./watch.ts";

/** A clock that goes on while timers stand still, as in a stopped process. */
function watched() {
  const timers = new ManualClock();
  let stoppedMs = 0;
  const clock: Clock = {
    wallMs: () => timers.wallMs() + stoppedMs,
    monotonicMs: () => timers.monotonicMs() + stoppedMs,
    after: (delayMs, run) => timers.after(delayMs, run),
  };
  const frozen: number[] = [];
  const watch = new FreezeWatch(clock, (forMs) => frozen.push(forMs));
  return { watch, timers, frozen, stop: (ms: number) => stoppedMs += ms };
}

Deno.test("watch notices by its late tick that the process was frozen, once", () => {
  const { watch, timers, frozen, stop } = watched();
  watch.start();
  timers.advance(10_000);
  assertEquals(frozen, []);
  timers.advance(100);
  stop(3_000);
  timers.advance(150);
  assertEquals(frozen, [3_250]);
  timers.advance(10_000);
  assertEquals(frozen.length, 1);
  watch.stop();
});

Deno.test("watch notices a freeze before its tick when somebody looks", () => {
  const { watch, timers, frozen, stop } = watched();
  watch.start();
  timers.advance(10_000);
  stop(900);
  watch.look();
  assertEquals(frozen, []);
  stop(2_000);
  watch.look();
  watch.look();
  assertEquals(frozen, [2_900]);
  timers.advance(250);
  assertEquals(frozen.length, 1);
  watch.stop();
});

Deno.test("watch that was not started, or has been stopped, notices nothing", () => {
  const { watch, timers, frozen, stop } = watched();
  stop(5_000);
  watch.look();
  watch.start();
  watch.stop();
  stop(5_000);
  watch.look();
  timers.advance(1_000);
  assertEquals(frozen, []);
});
