import { assertEquals } from "@std/assert";
import {
  FLOWING,
  RETRY_MS,
  revive,
  SETTLED_MS,
  TRIAL_BPS,
  TRIAL_MAX_BPS,
  TRIAL_MS,
  trialBps,
} from "./revival.ts";

const STEP_MS = 100;

/** When trials began, in time that moves. */
function watched() {
  let nowMs = 0;
  let state = FLOWING;
  const trials: number[] = [];
  return {
    trials,
    get isTrying() {
      return state.isTrying;
    },
    run(ms: number, isWithheld: boolean) {
      for (const end = nowMs + ms; nowMs < end; nowMs += STEP_MS) {
        const was = state;
        state = revive(state, { nowMs, isWithheld });
        if (state.isTrying && !was.isTrying) trials.push(nowMs);
      }
    },
  };
}

Deno.test("withheld video is tried again, at longer and longer intervals", () => {
  const way = watched();
  way.run(16 * RETRY_MS, true);
  assertEquals(way.trials, [RETRY_MS, 3 * RETRY_MS, 7 * RETRY_MS, 15 * RETRY_MS]);
});

Deno.test("a trial is short", () => {
  const way = watched();
  way.run(RETRY_MS + STEP_MS, true);
  assertEquals(way.isTrying, true);
  way.run(TRIAL_MS, true);
  assertEquals(way.isTrying, false);
});

Deno.test("video that flows is not tried; after a good while all begins anew", () => {
  const way = watched();
  way.run(RETRY_MS + STEP_MS, true);
  way.run(SETTLED_MS + STEP_MS, false);
  assertEquals(way.trials.length, 1);
  way.run(RETRY_MS, true);
  assertEquals(way.trials.length, 1);
  way.run(STEP_MS, true);
  assertEquals(way.trials.length, 2, "the shortest wait again");
});

Deno.test("video that flowed for a moment is tried when it would have been without", () => {
  const way = watched();
  way.run(RETRY_MS + STEP_MS, true);
  for (let n = 0; n < 10; n++) {
    way.run(TRIAL_MS / 4, false);
    way.run(TRIAL_MS / 4, true);
  }
  way.run(RETRY_MS, true);
  assertEquals(way.trials, [RETRY_MS, 3 * RETRY_MS]);
});

Deno.test("a trial grants the smallest layer twice what it takes, within bounds", () => {
  assertEquals(trialBps(0), TRIAL_BPS);
  assertEquals(trialBps(150_000), 360_000);
  assertEquals(trialBps(5_000_000), TRIAL_MAX_BPS);
});
