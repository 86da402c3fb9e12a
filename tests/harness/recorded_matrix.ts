/** Rounds of the kill matrix on one stack. */
import { Blows } from "./recorded_blow.ts";
import type { RecordedGround } from "./recorded_ground.ts";
import type { RoundPlan } from "./recorded_plan.ts";
import { failed, meetAndStrike, type RoundResult } from "./recorded_round.ts";

export interface MatrixOptions {
  /** Meetings at a time; more than one die of each other's blows too. */
  readonly together: number;
  /** Recordings that are still being made when the next meeting begins. */
  readonly unfinishedMax: number;
  /** Called with each result as it comes. */
  readonly onResult?: (result: RoundResult) => void;
}

/** Never rejects for what happens in a round. Results are in the order of the plans. */
export async function runMatrix(
  ground: RecordedGround,
  plans: readonly RoundPlan[],
  { together, unfinishedMax, onResult = () => {} }: MatrixOptions,
): Promise<RoundResult[]> {
  const blows = new Blows(ground);
  const results: RoundResult[] = [];
  const unfinished = new Set<Promise<void>>();
  let next = 0;
  const finish = async (at: number, making: Promise<RoundResult>) => {
    const result = results[at] = await making;
    onResult(result);
  };
  const meet = async () => {
    for (let at = next++; at < plans.length; at = next++) {
      const plan = plans[at];
      if (!plan) break;
      while (unfinished.size >= unfinishedMax) await Promise.race(unfinished);
      const met = await meetAndStrike(ground, blows, plan).catch((error) => ({
        result: Promise.resolve(failed(plan, error)),
      }));
      const making = finish(at, met.result).finally(() => unfinished.delete(making));
      unfinished.add(making);
    }
  };
  await Promise.all(Array.from({ length: together }, meet));
  await Promise.all(unfinished);
  return results;
}
