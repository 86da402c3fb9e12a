/**
 * Runs every check and every test, after installing what they need. Started by `scripts/test`, which
 * brings Deno. The last line is `N passed, N failed`.
 */
import { installModules } from "./lib/modules.ts";
import { installPackages, missing, testRequirements } from "./lib/packages.ts";
import { sayFailure, sayStep, step } from "./lib/console.ts";
import { failure, summary, type Tally } from "./suite/junit.ts";

const USAGE = `Runs every check and every test.

  scripts/test                 format, lint, import rules, types, protocol reference, all tests
  scripts/test --only <path>   tests of a file or a folder; may be given several times

Installs what is missing. Ends with the line "N passed, N failed".`;

const CHECKOUT = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  const only: string[] = [];
  for (let index = 0; index < args.length; index += 2) {
    const path = args[index + 1];
    if (args[index] !== "--only" || path === undefined) {
      sayFailure(`Cannot read ${args[index]}: see scripts/test --help`);
      return 2;
    }
    only.push(path);
  }
  const tally = await testAll(only).catch((error: unknown): Tally => {
    const reason = error instanceof Error ? error.message : String(error);
    sayFailure(reason);
    return failure("scripts/test", "the run", reason);
  });
  if (tally.failed > 0) console.log(summary(tally));
  if (tally.ignored > 0) console.log(`${tally.ignored} ignored`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
}

async function testAll(only: readonly string[]): Promise<Tally> {
  await installPackages(missing(testRequirements).map((requirement) => requirement.package));
  await step("npm packages", () => installModules(CHECKOUT));
  // Only now: these need the packages.
  const { ensureWorker } = await import("./worker/mod.ts");
  // Proven and in the cache from here on, where the tests find it by themselves.
  await step("mediasoup's worker", () => ensureWorker({ onProgress: sayStep }));
  const { runSuite } = await import("./suite/run_suite.ts");
  return await runSuite({
    checkout: CHECKOUT,
    only,
    frozen: Deno.env.get("CI") === "true",
  });
}
