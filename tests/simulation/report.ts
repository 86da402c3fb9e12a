/** A failing run as a script that people can read. */
import type { Scenario } from "./scenario.ts";
import type { Shrunk } from "./shrink.ts";
import { describe } from "./simulation.ts";

/** Lines of what happened that are shown before the failure. */
const TAIL_LINES = 60;

/** Who was there, what was done, and what the checks say. */
export function script({ scenario, outcome }: Shrunk): string {
  const { steps: _, ...about } = scenario;
  let atMs = 0;
  const steps = scenario.steps.map(({ afterMs, action }) => {
    atMs += afterMs;
    return `${atMs.toFixed(1).padStart(9)}  ${describe(action)}`;
  });
  return [
    JSON.stringify(about),
    ...steps,
    "----",
    ...outcome.violations.map(({ invariant, what }) => `invariant ${invariant}: ${what}`),
  ].join("\n");
}

/** The last of what passed between the processes, without what never matters. */
export function tail({ outcome }: Pick<Shrunk, "outcome">): string {
  return outcome.lines.filter((line) => !line.includes(".beat ")).slice(-TAIL_LINES).join("\n");
}

/** One line: enough to run it again. */
export function repeatCommand({ seed }: Pick<Scenario, "seed">): string {
  return `deno task simulate --seed ${seed}`;
}
