import { assertEquals } from "@std/assert";
import {
  adapt,
  type Adaptation,
  AMPLE_AFTER_MS,
  HOLD_AFTER_MS,
  RETRY_MS,
  type SingleLayer,
  TRIAL_HOLD_AFTER_MS,
  TRIAL_MS,
  UNHINDERED,
} from "./adaptation.ts";

const SHARE: SingleLayer = { id: "share", needBps: 1_500_000, priority: 200 };
const CAMERA: SingleLayer = { id: "camera", needBps: 400_000, priority: 1 };
const STEP_MS = 200;

/** Time, and what the policy makes of it. */
function watched(streams: readonly SingleLayer[]) {
  let nowMs = 0;
  let state: Adaptation = UNHINDERED;
  return {
    get held() {
      return [...state.held].toSorted();
    },
    run(ms: number, availableBps: number, of = streams) {
      for (const end = nowMs + ms; nowMs < end; nowMs += STEP_MS) {
        state = adapt(state, { nowMs, availableBps, streams: of });
      }
    },
  };
}

Deno.test("a video is held back once the network has been too weak for it for a while", () => {
  const way = watched([SHARE]);
  way.run(HOLD_AFTER_MS - STEP_MS, 300_000);
  assertEquals(way.held, []);
  way.run(3 * STEP_MS, 300_000);
  assertEquals(way.held, ["share"]);
});

Deno.test("a short dip holds nothing back", () => {
  const way = watched([SHARE]);
  for (let i = 0; i < 5; i++) {
    way.run(HOLD_AFTER_MS / 2, 300_000);
    way.run(STEP_MS, 3_000_000);
  }
  assertEquals(way.held, []);
});

Deno.test("the least important goes first, and the others only if that was not enough", () => {
  const way = watched([CAMERA, SHARE]);
  way.run(2 * HOLD_AFTER_MS, 1_500_000);
  assertEquals(way.held, ["camera"]);
  way.run(2 * HOLD_AFTER_MS, 500_000);
  assertEquals(way.held, ["camera", "share"]);
});

Deno.test("a video comes back on trial, and each failure doubles the wait for the next", () => {
  const way = watched([SHARE]);
  way.run(HOLD_AFTER_MS + STEP_MS, 300_000);
  way.run(RETRY_MS - STEP_MS, 300_000);
  assertEquals(way.held, ["share"]);
  way.run(2 * STEP_MS, 300_000);
  assertEquals(way.held, [], "on trial");
  way.run(TRIAL_HOLD_AFTER_MS + 2 * STEP_MS, 300_000);
  assertEquals(way.held, ["share"], "the trial has failed");
  way.run(2 * RETRY_MS - 3 * STEP_MS, 300_000);
  assertEquals(way.held, ["share"]);
  way.run(4 * STEP_MS, 300_000);
  assertEquals(way.held, []);
  way.run(TRIAL_MS, 3_000_000);
  assertEquals(way.held, [], "the network is back");
  way.run(HOLD_AFTER_MS + STEP_MS, 300_000);
  way.run(RETRY_MS + STEP_MS, 300_000);
  assertEquals(way.held, [], "what came through for long starts with the shortest wait again");
});

Deno.test("with ample room a video comes back before its trial is due", () => {
  const way = watched([SHARE]);
  way.run(HOLD_AFTER_MS + STEP_MS, 300_000);
  way.run(AMPLE_AFTER_MS + 2 * STEP_MS, 5_000_000);
  assertEquals(way.held, []);
});

Deno.test("a stream that is gone is held back no more", () => {
  const way = watched([SHARE]);
  way.run(HOLD_AFTER_MS + STEP_MS, 300_000);
  way.run(STEP_MS, 300_000, [CAMERA]);
  assertEquals(way.held, []);
});
