import { signal } from "@preact/signals";
import { assertEquals } from "@std/assert";
import { ARRIVAL_MS, watchArrival } from "./arrival.ts";

Deno.test("an arrival is recent for a while after each change of rooms, and not before the first", () => {
  let nowMs = 5_000;
  const self = signal<{ breakout?: string } | undefined>({});
  const arrival = watchArrival(self, () => nowMs);
  assertEquals(arrival.isRecent(), false);
  self.value = {}; // Said again: no change.
  assertEquals(arrival.isRecent(), false);
  self.value = { breakout: "b1" };
  assertEquals(arrival.isRecent(), true);
  nowMs += ARRIVAL_MS;
  assertEquals(arrival.isRecent(), false);
  self.value = {};
  assertEquals(arrival.isRecent(), true);
  arrival.dispose();
});
