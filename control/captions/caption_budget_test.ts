import { assertEquals } from "@std/assert";
import { CaptionBudget } from "./caption_budget.ts";

Deno.test("captions have a rate, and final ones the last of it", () => {
  let nowMs = 0;
  const budget = new CaptionBudget({ monotonicMs: () => nowMs });
  const allowed = (count: number, isFinal: boolean) =>
    Array.from({ length: count }, () => budget.allows({ isFinal })).filter(Boolean).length;
  assertEquals(allowed(100, false), 31);
  assertEquals(allowed(100, true), 9);
  nowMs = 1_000;
  assertEquals(allowed(100, true), 20);
});
