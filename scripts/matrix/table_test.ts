import { assertEquals } from "@std/assert";
import { planRound, type Victim } from "../../tests/harness/recorded_plan.ts";
import type { RoundResult } from "../../tests/harness/recorded_round.ts";
import { matrixTable, rowsOf } from "./table.ts";

const plan = (victim: Victim, round: number) =>
  planRound(victim, { seed: 1, round, lengthMs: { from: 1_000, to: 2_000 } });

const result = (victim: Victim, more: Partial<RoundResult> = {}): RoundResult => ({
  plan: plan(victim, 0),
  problems: [],
  gapsMs: [],
  soundMissingMs: 0,
  pictureMissingMs: 100,
  playableAfterMs: 4_000,
  ...more,
});

Deno.test("a seed makes the same rounds, each its own, and nothing dies where it has no part", () => {
  assertEquals(plan("recorder", 3), plan("recorder", 3));
  assertEquals(plan("recorder", 3).share === plan("recorder", 4).share, false);
  const phases = Array.from({ length: 50 }, (_, round) => plan("worker", round).phase);
  assertEquals(new Set(phases), new Set(["composing"]));
});

Deno.test("a round that failed counts as none that plays; a recording without a gap as one of 0 ms", () => {
  const rows = rowsOf([
    result("recorder", { gapsMs: [1_200, 300] }),
    result("recorder", { problems: ["it is gone"], soundMissingMs: NaN, playableAfterMs: NaN }),
    result("worker"),
  ]);
  assertEquals(rows, [
    {
      victim: "recorder",
      rounds: 2,
      playable: 1,
      gapMs: { p50: 0, p95: 1_200, max: 1_200 },
      missingMs: 100,
      playableAfterMs: { p50: 4_000, max: 4_000 },
    },
    {
      victim: "worker",
      rounds: 1,
      playable: 1,
      gapMs: { p50: 0, p95: 0, max: 0 },
      missingMs: 100,
      playableAfterMs: { p50: 4_000, max: 4_000 },
    },
  ]);
  assertEquals(matrixTable(rows).split("\n")[1]?.split(/ +/), [
    ...["recorder", "2", "1", "0", "1200", "1200", "100", "4.0", "4.0"],
  ]);
});
