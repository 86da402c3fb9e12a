/**
 * Runs the simulation over many seeds: `deno task simulate --seeds N [--from S] [--json]`, or one
 * seed with its story: `deno task simulate --seed S`. Ends with 1 if a check failed or missed.
 */
import { catchVariants } from "../tests/simulation/mutation.ts";
import { script, tail } from "../tests/simulation/report.ts";
import { scenarioOf } from "../tests/simulation/scenario.ts";
import { shrink } from "../tests/simulation/shrink.ts";
import { run } from "../tests/simulation/simulation.ts";
import { sweep } from "../tests/simulation/sweep.ts";

const SEEDS_DEFAULT = 2_000;
/** Failures that are told in full. */
const STORIES_MAX = 3;

const isJson = Deno.args.includes("--json");
const seed = numberAfter("--seed");
Deno.exit(seed === undefined ? await simulateMany() : await simulateOne(seed));

async function simulateMany(): Promise<number> {
  const result = await sweep(numberAfter("--from") ?? 1, numberAfter("--seeds") ?? SEEDS_DEFAULT);
  const seedsPerMinute = Math.round(result.seeds / result.ms * 60_000);
  const variants = await catchVariants();
  const variantsMissed = variants.filter(({ seeds }) => seeds === undefined)
    .map(({ variant }) => variant);
  if (isJson) {
    console.log(
      JSON.stringify({
        seeds: result.seeds,
        failed: result.failed.length,
        failedSeeds: result.failed,
        seedsPerMinute,
        variants: variants.map(({ variant, seeds }) => ({ variant, seeds })),
        variantsMissed,
      }),
    );
  } else {
    const eventsEach = Math.round(result.events / Math.max(1, result.seeds));
    console.log(`${result.seeds} seeds, ${result.failed.length} failed, ${eventsEach} events each`);
    console.log(`${seedsPerMinute} seeds a minute on ${navigator.hardwareConcurrency} cores`);
    for (const { variant, seeds, violation } of variants) {
      const caught = seeds !== undefined && `caught after ${seeds}: ${violation?.what}`;
      console.log(`${variant.padEnd(24)} ${caught || "MISSED"}`);
    }
    for (const failed of result.failed.slice(0, STORIES_MAX)) await tell(failed);
  }
  return result.failed.length + variantsMissed.length > 0 ? 1 : 0;
}

async function simulateOne(seed: number): Promise<number> {
  const { violations, hash, events } = await run(scenarioOf(seed));
  if (isJson) console.log(JSON.stringify({ seed, hash, events, violations }));
  else if (violations.length === 0) {
    console.log(`seed ${seed}: ${events} events, trace ${hash}, ok`);
  } else await tell(seed);
  return violations.length > 0 ? 1 : 0;
}

/** The shortest story of a failure. */
async function tell(seed: number): Promise<void> {
  const [violation] = (await run(scenarioOf(seed))).violations;
  if (!violation) return;
  const shrunk = await shrink(scenarioOf(seed), violation.invariant);
  console.log(`\n${script(shrunk)}\n\n${tail(shrunk)}`);
}

function numberAfter(flag: string): number | undefined {
  const at = Deno.args.indexOf(flag);
  if (at === -1) return undefined;
  const value = Number(Deno.args[at + 1]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`Cannot read ${flag}: it needs a whole number`);
  Deno.exit(2);
}
