/** Which test files there are, and which of them run together. */

const TEST_FILE = /_test\.tsx?$/;
const SKIPPED_FOLDERS = ["node_modules", ".git", ".parley", "dist"];
const FILES_MAX = 5_000;

/** Tests here start servers and browsers, so that one file's crash must not take the next along. */
const ALONE = /^tests\//;
/** Tests of what is heard and seen in real time: what waits for a processor is late, and late is lost. */
const QUIET =
  /^(tests\/(faults\/impairment_|scenarios\/live_test\.ts$)|recorder\/capture_test\.ts$)/;
/** Tests here leave no processor idle; others of their kind wait for most of their time. */
const BUSY = /^tests\/(browser|simulation)\//;

/** Test files under `path`, a file or a folder from the checkout's root; sorted. */
export async function findTestFiles(checkout: string, path: string): Promise<string[]> {
  const clean = path.replace(/^\.\//, "").replace(/\/$/, "");
  const info = await Deno.stat(clean === "." ? checkout : `${checkout}/${clean}`);
  if (info.isFile) return [clean];
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory, isFile } of Deno.readDir(`${checkout}/${folder}`)) {
      const child = folder === "." ? name : `${folder}/${name}`;
      if (isDirectory && !SKIPPED_FOLDERS.includes(name)) await visit(child);
      if (isFile && TEST_FILE.test(name)) found.push(child);
      if (found.length > FILES_MAX) throw new Error(`Cannot run over ${FILES_MAX} test files`);
    }
  };
  await visit(clean);
  return found.sort();
}

/** Files that share a process, each with those that share it. */
export type Groups = readonly (readonly string[])[];

export interface Stages {
  /** First, one at a time and nothing beside them. */
  readonly quiet: Groups;
  /** All unit tests share a process; every other file has its own. */
  readonly unit: Groups;
  /** One at a time, beside the unit tests. */
  readonly busy: Groups;
  /** Beside those when the unit tests are done, and three at a time when those are done too. */
  readonly waiting: Groups;
}

export function stagesOf(files: readonly string[]): Stages {
  const { unit = [], quiet = [], busy = [], waiting = [] } = Object.groupBy(files, stageOf);
  const alone = (files: readonly string[]) => files.map((file) => [file]);
  return {
    unit: unit.length === 0 ? [] : [unit],
    quiet: alone(quiet),
    busy: alone(busy),
    waiting: alone(waiting),
  };
}

function stageOf(file: string): keyof Stages {
  if (QUIET.test(file)) return "quiet";
  if (!ALONE.test(file)) return "unit";
  return BUSY.test(file) ? "busy" : "waiting";
}
