import { assert, assertEquals } from "@std/assert";
import { catchVariants } from "./mutation.ts";
import { script } from "./report.ts";
import { scenarioOf } from "./scenario.ts";
import { shrink } from "./shrink.ts";
import { run } from "./simulation.ts";
import { sweep } from "./sweep.ts";
import { BROKEN_VARIANTS } from "./variants.ts";

const SEEDS = 2_000;

Deno.test("a run is the same for the same seed and another for another one", async () => {
  const [one, again, other] = [
    await run(scenarioOf(7)),
    await run(scenarioOf(7)),
    await run(scenarioOf(8)),
  ];
  assertEquals([again.hash, again.events], [one.hash, one.events]);
  assert(other.hash !== one.hash);
});

Deno.test(`invariants 1 to 8 hold over ${SEEDS} seeds of crashes, cuts and delays`, async () => {
  const { seeds, failed, ms } = await sweep(1, SEEDS);
  console.log(`${seeds} seeds, ${Math.round(seeds / ms * 60_000)} a minute`);
  const [first] = failed;
  if (first !== undefined) {
    const [violation] = (await run(scenarioOf(first))).violations;
    assert(violation, `seed ${first} failed once and not again: a run is not repeatable`);
    const story = script(await shrink(scenarioOf(first), violation.invariant));
    assert(false, `${failed.length} seeds failed, such as\n${story}`);
  }
  assertEquals(seeds, SEEDS);
});

Deno.test("every broken variant is caught", async () => {
  const caught = await catchVariants();
  for (const { variant, seeds, violation } of caught) {
    console.log(`${variant}: after ${seeds} seeds, invariant ${violation?.invariant}`);
  }
  assertEquals(caught.filter(({ seeds }) => seeds === undefined), []);
});

Deno.test("a failure is told as the shortest script that still fails", async () => {
  const variant = BROKEN_VARIANTS.find(({ name }) => name === "closings ignored");
  assert(variant);
  const scenario = scenarioOf(1);
  const [violation] = (await run(scenario, { variant })).violations;
  assert(violation);
  const shrunk = await shrink(scenario, violation.invariant, variant);
  assert(shrunk.scenario.steps.length < scenario.steps.length / 2);
  assertEquals(shrunk.outcome.violations[0]?.invariant, violation.invariant);
  assert(script(shrunk).includes(`invariant ${violation.invariant}`));
});
