import { assertEquals, assertThrows } from "@std/assert";
import { captureCosts, timesOf } from "./costs.ts";

const COSTS = [
  { count: 1, corePercent: 3, residentMb: 101, keptMbps: 1 },
  { count: 16, corePercent: 24, residentMb: 132, keptMbps: 0.9 },
  { count: 4, corePercent: 8, residentMb: 108, keptMbps: 1 },
  { count: 32, corePercent: 9, residentMb: 132, keptMbps: 0.1 },
];

Deno.test("a participant costs what the largest call says that was carried", () => {
  assertEquals(captureCosts(COSTS, 100), {
    corePercentPerParticipant: 1.5,
    memoryMbPerParticipant: 2,
    participantsPerCore: 66,
  });
  assertThrows(() => captureCosts(COSTS.slice(3), 100), Error, "carried no call");
});

Deno.test("ways of recording are compared by calls of the same size, if they were carried", () => {
  const browser = { count: 4, corePercent: 160, shownPerSecond: 30, recordedPerSecond: 29 };
  assertEquals(timesOf(COSTS, browser), { ratio: 20, isAtLeast: false });
  assertEquals(timesOf(COSTS, { ...browser, shownPerSecond: 12 }), { ratio: 20, isAtLeast: true });
  assertEquals(timesOf(COSTS, { ...browser, count: 32 }), undefined);
});
