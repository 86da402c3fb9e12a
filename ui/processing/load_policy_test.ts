import { assert, assertEquals, assertFalse } from "@std/assert";
import { BAD_SECONDS_MAX, isTooMuch, type Load, NO_LOAD, weigh } from "./load_policy.ts";
import type { Measure } from "./measure.ts";

const CALM = { isEncoderLimited: false, isCritical: false };
const busy = (share: number): Measure => ({
  taken: 25,
  given: 25,
  busyMs: share * 1_000,
  elapsedMs: 1_000,
  late: 0,
});
const seconds = (count: number, load: Load, share: number) =>
  Array.from({ length: count }).reduce<Load>((load) => weigh(load, busy(share), CALM), load);

Deno.test("an effect is too much after seconds of trouble, not after fewer", () => {
  assertFalse(isTooMuch(seconds(BAD_SECONDS_MAX - 1, NO_LOAD, 0.9)));
  assert(isTooMuch(seconds(BAD_SECONDS_MAX, NO_LOAD, 0.9)));
});

Deno.test("good seconds make up for bad ones, what is between changes nothing", () => {
  const troubled = seconds(BAD_SECONDS_MAX - 1, NO_LOAD, 0.9);
  assertEquals(seconds(100, troubled, 0.6), troubled);
  assertEquals(seconds(BAD_SECONDS_MAX - 1, troubled, 0.2), NO_LOAD);
  assertEquals(seconds(3, NO_LOAD, 0.2), NO_LOAD);
});

Deno.test("a limited encoder, a critical system and late sound are trouble by themselves", () => {
  const once = { badSeconds: 1 };
  assertEquals(weigh(NO_LOAD, busy(0.1), { ...CALM, isEncoderLimited: true }), once);
  assertEquals(weigh(NO_LOAD, busy(0.1), { ...CALM, isCritical: true }), once);
  assertEquals(weigh(NO_LOAD, { ...busy(0.1), late: 0.3 }, CALM), once);
});
