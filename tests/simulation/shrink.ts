/** From a failing run to the shortest one that fails in the same way. */
import type { Violation } from "./checker.ts";
import type { Scenario, Step } from "./scenario.ts";
import { type Outcome, run } from "./simulation.ts";
import type { Variant } from "./variant.ts";

/** Runs that may be spent on making one failure shorter. */
const TRIES_MAX = 400;

export interface Shrunk {
  scenario: Scenario;
  outcome: Outcome;
}

/**
 * Drops steps, in halves, quarters and so on down to single ones, as long as the same invariant is
 * violated. A dropped step leaves its pause behind, so that the others keep their times.
 */
export async function shrink(
  scenario: Scenario,
  violated: Violation["invariant"],
  variant?: Variant,
): Promise<Shrunk> {
  let tries = 0;
  const fails = async (candidate: Scenario): Promise<boolean> => {
    tries++;
    const { violations } = await run(candidate, variant && { variant });
    return violations[0]?.invariant === violated;
  };
  let best = scenario;
  for (let size = Math.ceil(best.steps.length / 2); size >= 1 && tries < TRIES_MAX;) {
    let shorter = false;
    for (let at = 0; at < best.steps.length && tries < TRIES_MAX;) {
      const candidate = { ...best, steps: without(best.steps, at, size) };
      if (await fails(candidate)) {
        best = candidate;
        shorter = true;
      } else {
        at += size;
      }
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!shorter) break;
  }
  const calm = { ...best, repeatChance: 0 };
  if (best.repeatChance > 0 && await fails(calm)) best = calm;
  const outcome = await run(best, { ...(variant && { variant }), verbose: true });
  return { scenario: best, outcome };
}

function without(steps: readonly Step[], at: number, count: number): Step[] {
  const droppedMs = steps.slice(at, at + count).reduce((sum, { afterMs }) => sum + afterMs, 0);
  return [
    ...steps.slice(0, at),
    ...steps.slice(at + count).map((step, index) =>
      index === 0 ? { ...step, afterMs: step.afterMs + droppedMs } : step
    ),
  ];
}
