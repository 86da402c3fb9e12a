import { assertEquals } from "@std/assert";
import {
  GOOD_UPLINK,
  HOLD_AFTER_MS,
  judgeUplink,
  RESUME_AFTER_MS,
  RETRY_MS,
  TRIAL_GRACE_MS,
  TRIAL_LOSS_MAX,
  TRIAL_MS,
  type Uplink,
} from "./uplink.ts";

const STEP_MS = 1_000;
const WEAK = 60_000;
const FAIR = 250_000;
const GOOD = 2_000_000;

/** Time, and what becomes of the camera. */
function watched() {
  let nowMs = 0;
  let uplink: Uplink = GOOD_UPLINK;
  return {
    get isHeld() {
      return uplink.isHeld;
    },
    run(ms: number, availableBps: number | undefined, lossPercent = 0) {
      for (const end = nowMs + ms; nowMs < end; nowMs += STEP_MS) {
        uplink = judgeUplink(uplink, { nowMs, availableBps, lossPercent });
      }
    },
  };
}

Deno.test("a camera is paused when the network has been too weak for it for some seconds", () => {
  const way = watched();
  way.run(HOLD_AFTER_MS, WEAK);
  assertEquals(way.isHeld, false);
  way.run(STEP_MS, WEAK);
  assertEquals(way.isHeld, true);
});

Deno.test("a camera goes on through short dips, a fair network and what is not known yet", () => {
  const way = watched();
  for (let i = 0; i < 5; i++) {
    way.run(HOLD_AFTER_MS - STEP_MS, WEAK);
    way.run(STEP_MS, FAIR);
    way.run(HOLD_AFTER_MS - STEP_MS, WEAK);
    way.run(STEP_MS, undefined);
  }
  way.run(10 * HOLD_AFTER_MS, FAIR);
  assertEquals(way.isHeld, false);
});

Deno.test("a paused camera comes back soon after the network is good, and not at once", () => {
  const way = watched();
  way.run(HOLD_AFTER_MS + STEP_MS, WEAK);
  way.run(RESUME_AFTER_MS, GOOD);
  assertEquals(way.isHeld, true, "it would flicker");
  way.run(RETRY_MS - RESUME_AFTER_MS, GOOD);
  assertEquals(way.isHeld, false);
});

Deno.test("a paused camera is tried again, less often after each failure", () => {
  const way = watched();
  way.run(HOLD_AFTER_MS + STEP_MS, WEAK);
  way.run(RETRY_MS, WEAK);
  assertEquals(way.isHeld, false, "on trial");
  way.run(TRIAL_GRACE_MS + HOLD_AFTER_MS, WEAK);
  assertEquals(way.isHeld, true, "the trial has failed");
  way.run(2 * RETRY_MS - 2 * STEP_MS, WEAK);
  assertEquals(way.isHeld, true);
  way.run(2 * STEP_MS, WEAK);
  assertEquals(way.isHeld, false);
  way.run(TRIAL_MS + TRIAL_GRACE_MS, GOOD);
  way.run(HOLD_AFTER_MS + STEP_MS, WEAK);
  assertEquals(way.isHeld, true);
  way.run(RETRY_MS, WEAK);
  assertEquals(way.isHeld, false, "after a good time the wait is the shortest again");
});

Deno.test("no camera is tried while the voice loses much", () => {
  const way = watched();
  way.run(HOLD_AFTER_MS + STEP_MS, WEAK);
  way.run(5 * RETRY_MS, WEAK, TRIAL_LOSS_MAX + 1);
  assertEquals(way.isHeld, true);
  way.run(STEP_MS, WEAK, 0);
  assertEquals(way.isHeld, false);
});
