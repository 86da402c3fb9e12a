import { assertEquals } from "@std/assert";
import type { Schedule } from "./api.ts";
import { isOpen, openingOf } from "./opening.ts";

const MINUTE_MS = 60_000;
const AT = 1_800_000_000_000;
const schedule = (over: Partial<Schedule> = {}): Schedule => ({
  startsAt: AT,
  durationMinutes: 30,
  timeZone: "Europe/Berlin",
  opensMinutesBefore: 15,
  closesMinutesAfter: 10,
  ...over,
});

Deno.test("a meeting opens before its start and closes after its end", () => {
  assertEquals(openingOf(schedule()), {
    opensAt: AT - 15 * MINUTE_MS,
    closesAt: AT + 40 * MINUTE_MS,
  });
  assertEquals(isOpen(schedule(), AT - 15 * MINUTE_MS - 1), "early");
  assertEquals(isOpen(schedule(), AT - 15 * MINUTE_MS), "open");
  assertEquals(isOpen(schedule(), AT + 40 * MINUTE_MS - 1), "open");
  assertEquals(isOpen(schedule(), AT + 40 * MINUTE_MS), "over");
});

Deno.test("without bounds it is always open", () => {
  const unbounded = schedule({ opensMinutesBefore: null, closesMinutesAfter: null });
  for (const now of [0, AT, AT * 2]) {
    assertEquals([isOpen(unbounded, now), isOpen(undefined, now)], ["open", "open"]);
  }
});
