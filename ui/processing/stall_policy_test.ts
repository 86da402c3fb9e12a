import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  isStalled,
  LOOK_INTERVAL_MS,
  looked,
  NO_STALL,
  type Stall,
  STALL_MS,
  told,
} from "./stall_policy.ts";

const measure = (taken: number, given: number) => ({
  taken,
  given,
  busyMs: 1,
  elapsedMs: 1_000,
  late: 0,
});
const wait = (ms: number, stall: Stall = NO_STALL) =>
  Array.from({ length: ms / LOOK_INTERVAL_MS }).reduce<Stall>(looked, stall);

Deno.test("an effect that tells nothing is stalled after its time, not before", () => {
  assertFalse(isStalled(wait(STALL_MS)));
  assert(isStalled(wait(STALL_MS + LOOK_INTERVAL_MS)));
});

Deno.test("pictures that go in and don't come out are a stall, told or not", () => {
  const stall = wait(STALL_MS);
  assertEquals(told(stall, measure(30, 0)), stall);
  assertEquals(told(stall, measure(30, 1)), NO_STALL);
});

Deno.test("a camera that gives nothing is not the effect's fault", () => {
  assertEquals(told(wait(STALL_MS), measure(0, 0)), NO_STALL);
});
