import { assertEquals, assertThrows } from "@std/assert";
import { captureCosts, ratioOf } from "./costs.ts";

const COSTS = [
  { count: 1, corePercent: 3, residentMb: 101 },
  { count: 16, corePercent: 24, residentMb: 132 },
  { count: 4, corePercent: 8, residentMb: 108 },
];

Deno.test("a participant costs what the largest call says, memory beyond the process's own", () => {
  assertEquals(captureCosts(COSTS, 100), {
    corePercentPerParticipant: 1.5,
    memoryMbPerParticipant: 2,
    participantsPerCore: 66,
  });
});

Deno.test("ways of recording are compared by calls of the same size only", () => {
  assertEquals(ratioOf(COSTS, { count: 4, corePercent: 160 }), 20);
  assertThrows(() => ratioOf(COSTS, { count: 5, corePercent: 160 }), Error, "no call of 5");
});
