import { assertEquals } from "@std/assert";
import { costOf } from "./measure.ts";

const measure = { taken: 25, given: 25, busyMs: 200, elapsedMs: 1_000, late: 0 };

Deno.test("the cost is that of a piece, and a share of a core", () => {
  assertEquals(costOf(null, measure), { pieceMs: 8, share: 0.2 });
});

Deno.test("a cost follows what is measured without jumping, and stays while nothing is", () => {
  const cost = costOf({ pieceMs: 8, share: 0.2 }, { ...measure, busyMs: 700 });
  assertEquals([cost?.pieceMs, cost?.share].map((value) => value?.toFixed(2)), ["16.00", "0.40"]);
  assertEquals(costOf(cost, { ...measure, given: 0, busyMs: 0 }), cost);
});
