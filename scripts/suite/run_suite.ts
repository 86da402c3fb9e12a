/** Every gate and every test, counted. */
import { paint, say, sayFailure } from "../lib/console.ts";
import { buildUi } from "../native/ui_build.ts";
import { gates } from "./gates.ts";
import { add, judge, NOTHING, readReport, type Tally } from "./junit.ts";
import { runDeno } from "./run_deno.ts";
import { findTestFiles, type Stage, stagesOf } from "./test_files.ts";

const GATE_TIMEOUT_MS = 4 * 60_000;
const TEST_TIMEOUT_MS = 6 * 60_000;

export interface SuiteOptions {
  readonly checkout: string;
  /** Files or folders; tests of these alone, and no gates. */
  readonly only: readonly string[];
  /** Whether a lock file that does not match is an error, as in CI. */
  readonly frozen: boolean;
}

export async function runSuite(options: SuiteOptions): Promise<Tally> {
  const everything = options.only.length === 0;
  const gated = everything ? await runGates(options) : NOTHING;
  const found = await Promise.all(
    (everything ? ["."] : options.only).map((path) => findTestFiles(options.checkout, path)),
  );
  const files = [...new Set(found.flat())];
  if (files.length === 0) {
    sayFailure("Cannot test: there is no test file there");
    return add(gated, { ...NOTHING, failed: 1 });
  }
  const built = await buildClient(options);
  return add(add(gated, built), await runTests(options, files));
}

/** What browsers open in tests. */
async function buildClient({ checkout }: SuiteOptions): Promise<Tally> {
  say(paint("bold", "── client"));
  const build = await buildUi({ checkout, deno: Deno.execPath() });
  if (build.outcome === "failed") {
    sayFailure(`Cannot build the client:\n${build.output}`);
    return { ...NOTHING, failed: 1 };
  }
  return { ...NOTHING, passed: 1 };
}

async function runGates({ checkout, frozen }: SuiteOptions): Promise<Tally> {
  let tally = NOTHING;
  for (const { name, args, remedy } of gates(frozen)) {
    say(paint("bold", `── ${name}`));
    const outcome = await runDeno({ cwd: checkout, args, timeoutMs: GATE_TIMEOUT_MS });
    if (outcome !== "succeeded") sayFailure(`${name} ${outcome}: ${remedy}`);
    tally = add(tally, { ...NOTHING, [outcome === "succeeded" ? "passed" : "failed"]: 1 });
  }
  return tally;
}

async function runTests(options: SuiteOptions, files: readonly string[]): Promise<Tally> {
  const folder = await Deno.makeTempDir({ prefix: "parley-tests-" });
  try {
    let tally = NOTHING;
    for (const stage of stagesOf(files)) tally = add(tally, await runStage(options, stage, folder));
    return tally;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runStage(options: SuiteOptions, stage: Stage, folder: string): Promise<Tally> {
  const left = stage.groups.values();
  let tally = NOTHING;
  const lane = async (_: unknown, number: number) => {
    for (const group of left) {
      const run = { group, reportFile: `${folder}/${number}.xml`, isShared: stage.lanes > 1 };
      const counted = await runGroup(options, run);
      tally = add(tally, counted);
    }
  };
  await Promise.all(Array.from({ length: stage.lanes }, lane));
  return tally;
}

/** Sanitizers for leaked operations and resources are on for all: `deno.json` says so. */
async function runGroup(
  { checkout, frozen }: SuiteOptions,
  { group, reportFile, isShared }: {
    group: readonly string[];
    reportFile: string;
    /** Whether others print meanwhile. */
    isShared: boolean;
  },
): Promise<Tally> {
  const title = paint(
    "bold",
    `── ${group.length === 1 ? group[0] : `${group.length} unit test files`}`,
  );
  if (!isShared) say(title);
  await Deno.writeTextFile(reportFile, "");
  const outcome = await runDeno({
    cwd: checkout,
    // Types were a gate.
    args: [
      ...["test", "--no-check", "--allow-all", `--junit-path=${reportFile}`],
      ...(frozen ? ["--frozen"] : []),
      ...group,
    ],
    timeoutMs: TEST_TIMEOUT_MS,
    ...(isShared && { printOutput: (output: string) => say(`${title}\n${output}`) }),
  });
  if (outcome === "timed-out") sayFailure(`not done after ${TEST_TIMEOUT_MS / 60_000} min; killed`);
  const report = readReport(await Deno.readTextFile(reportFile));
  return judge(group, outcome === "succeeded", report);
}
