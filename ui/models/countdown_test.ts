import { assertEquals } from "@std/assert";
import { countdownStepMs, countdownText } from "./countdown.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

Deno.test("a countdown is coarse far away and exact close by", () => {
  const cases = [
    [0, "0 sec"],
    [-5_000, "0 sec"],
    [1, "1 sec"],
    [61_000, "1 min, 1 sec"],
    [HOUR_MS - 1_000, "59 min, 59 sec"],
    [HOUR_MS - 1, "1 hour, 0 minutes"],
    [2 * HOUR_MS + 5 * MINUTE_MS, "2 hours, 5 minutes"],
    [24 * HOUR_MS, "1 day, 0 hours"],
    [75 * HOUR_MS + 59 * MINUTE_MS, "3 days, 3 hours"],
  ] as const;
  for (const [ms, text] of cases) assertEquals(countdownText(ms, "en"), text, `${ms} ms`);
  assertEquals(countdownText(25 * HOUR_MS, "de"), "1 Tag, 1 Stunde");
});

Deno.test("it is looked at again when its second is over", () => {
  assertEquals([1_500, 1_000, 999, 1].map(countdownStepMs), [500, 1_000, 999, 1]);
});
