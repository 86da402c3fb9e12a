import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { BreakoutsView } from "../../../protocol/mod.ts";
import { createBreakoutClock, WARNING_MS } from "./breakout_clock.ts";

const open = (endsAt: number | null): BreakoutsView => ({
  status: "open",
  rooms: [{ id: "b1", name: "Oak" }],
  assigned: {},
  choose: false,
  endsAt,
});

Deno.test("people are warned once, when the end comes near", async () => {
  const breakouts = signal<BreakoutsView | null>(null);
  const warned = Promise.withResolvers<void>();
  let warnings = 0;
  let now = 0;
  const clock = createBreakoutClock(breakouts, () => {
    warnings++;
    warned.resolve();
  }, () => now);
  assertEquals(clock.leftMs.value, null);
  breakouts.value = open(WARNING_MS + 1);
  assertEquals(clock.leftMs.value, WARNING_MS + 1);
  now = 2; // The next look comes in a millisecond.
  await warned.promise;
  assertEquals(clock.leftMs.value, WARNING_MS - 1);
  breakouts.value = { ...open(WARNING_MS + 1), status: "closing" };
  assertEquals(warnings, 1);
  clock.dispose();
});

Deno.test("an end that is near when one hears of it is no news", () => {
  const breakouts = signal<BreakoutsView | null>(open(WARNING_MS));
  let warnings = 0;
  const clock = createBreakoutClock(breakouts, () => warnings++, () => 0);
  breakouts.value = open(WARNING_MS - 1);
  assertEquals(warnings, 0);
  assertEquals(clock.leftMs.value, WARNING_MS - 1);
  breakouts.value = open(null);
  assertEquals(clock.leftMs.value, null);
  clock.dispose();
});
