/** Every gate and every test, counted. */
import { paint, say, sayFailure } from "../lib/console.ts";
import { buildUi } from "../native/ui_build.ts";
import { gates } from "./gates.ts";
import { add, explain, failure, judge, NOTHING, readReport, type Tally } from "./junit.ts";
import { runDeno } from "./run_deno.ts";
import { findTestFiles, type Groups, stagesOf } from "./test_files.ts";

const GATE_TIMEOUT_MS = 4 * 60_000;
/** Of a file that has a process of its own, and of all that share one. */
const TEST_TIMEOUT_MS = { file: 6 * 60_000, group: 12 * 60_000 } as const;

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
    return add(gated, failure(options.only.join(", "), "tests", "There is no test file"));
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
    return failure("ui", "client", build.output);
  }
  return { ...NOTHING, passed: 1 };
}

async function runGates({ checkout, frozen }: SuiteOptions): Promise<Tally> {
  let tally = NOTHING;
  for (const { name, args, remedy } of gates(frozen)) {
    say(paint("bold", `── ${name}`));
    const outcome = await runDeno({ cwd: checkout, args, timeoutMs: GATE_TIMEOUT_MS });
    if (outcome !== "succeeded") sayFailure(`${name} ${outcome}: ${remedy}`);
    const passed: Tally = { ...NOTHING, passed: 1 };
    tally = add(tally, outcome === "succeeded" ? passed : failure(name, outcome, remedy));
  }
  return tally;
}

async function runTests(options: SuiteOptions, files: readonly string[]): Promise<Tally> {
  const folder = await Deno.makeTempDir({ prefix: "parley-tests-" });
  try {
    const { quiet, unit, busy, waiting } = stagesOf(files);
    const alone = await runLane(options, [quiet.values()], {
      folder,
      name: "alone",
      isShared: false,
    });
    const left = waiting.values();
    const lane = (name: string, queue: Queue) =>
      runLane(options, [queue], { folder, name, isShared: true });
    // Whoever leaves the browsers behind leaves processors idle: those who wait are three then.
    const lanes = await Promise.all([
      lane("unit", unit.values()).then(async (done) => add(done, await lane("first", left))),
      lane("busy", busy.values()).then(async (done) => {
        const others = await Promise.all([lane("second", left), lane("third", left)]);
        return others.reduce(add, done);
      }),
    ]);
    return lanes.reduce(add, alone);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

type Queue = IteratorObject<Groups[number]>;

/** Runs what is left of each queue, one group at a time. */
async function runLane(
  options: SuiteOptions,
  queues: readonly Queue[],
  { folder, name, isShared }: { folder: string; name: string; isShared: boolean },
): Promise<Tally> {
  let tally = NOTHING;
  for (const queue of queues) {
    for (const group of queue) {
      const counted = await runGroup(options, {
        group,
        reportFile: `${folder}/${name}.xml`,
        isShared,
      });
      tally = add(tally, counted);
    }
  }
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
  const timeoutMs = TEST_TIMEOUT_MS[group.length === 1 ? "file" : "group"];
  if (!isShared) say(title);
  await Deno.writeTextFile(reportFile, "");
  let output = "";
  const printOutput = (text: string) => {
    output = text;
    say(`${title}\n${text}`);
  };
  const outcome = await runDeno({
    cwd: checkout,
    // Types were a gate.
    args: [
      ...["test", "--no-check", "--allow-all", `--junit-path=${reportFile}`],
      ...(frozen ? ["--frozen"] : []),
      ...group,
    ],
    timeoutMs,
    ...(isShared && { printOutput }),
  });
  if (outcome === "timed-out") sayFailure(`not done after ${timeoutMs / 60_000} min; killed`);
  const report = readReport(await Deno.readTextFile(reportFile));
  return explain(judge(group, outcome === "succeeded", report), output);
}
