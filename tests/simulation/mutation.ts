/** Proof that the checks see something: every broken variant has to be caught. */
import type { Violation } from "./checker.ts";
import { scenarioOf } from "./scenario.ts";
import { run } from "./simulation.ts";
import { BROKEN_VARIANTS } from "./variants.ts";

/** Seeds after which a variant counts as missed. */
const SEEDS_MAX = 500;

export interface Caught {
  variant: string;
  /** How many seeds it took; `undefined`: it was missed. */
  seeds?: number;
  violation?: Violation;
}

export async function catchVariants(first = 1): Promise<Caught[]> {
  const results: Caught[] = [];
  for (const variant of BROKEN_VARIANTS) {
    const caught: Caught = { variant: variant.name };
    for (let at = 0; at < SEEDS_MAX && !caught.violation; at++) {
      const [violation] = (await run(scenarioOf(first + at), { variant })).violations;
      if (violation) Object.assign(caught, { seeds: at + 1, violation });
    }
    results.push(caught);
  }
  return results;
}
