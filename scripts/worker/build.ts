import { cp } from "node:fs/promises";
import { type OnProgress, run } from "./command.ts";
import { WorkerError } from "./errors.ts";
import type { MediasoupPackage } from "./mediasoup_package.ts";
import { applyPatch, type Patch } from "./patch.ts";
import type { Recipe } from "./recipe.ts";
import { prepareSrtp } from "./srtp.ts";

export interface BuiltWorker {
  readonly bin: string;
  readonly srtp: string;
}

const SETUP_TIMEOUT_MS = 2 * 60_000;
/** About three minutes on two cores; a slow single core gets its time too. */
const BUILD_TIMEOUT_MS = 30 * 60_000;
/** Ninja tells of every file; this many of its lines are passed on. */
const PROGRESS_STEPS = 10;

/** Builds the worker in an empty folder from the npm package's source and the system's libraries. */
export async function buildWorker(
  pkg: MediasoupPackage,
  recipe: Recipe,
  folder: string,
  onProgress: OnProgress,
): Promise<BuiltWorker> {
  const srtp = await prepareSrtp(recipe, `${folder}/srtp`, onProgress);
  const source = `${folder}/worker`;
  onProgress(`copying the source of mediasoup ${pkg.version}'s worker`);
  await prepareSource(pkg, recipe, source);

  const pkgConfigPath = [srtp.pkgConfigPath, Deno.env.get("PKG_CONFIG_PATH")].filter(Boolean);
  const env = { PKG_CONFIG_PATH: pkgConfigPath.join(":") };
  onProgress("configuring");
  await run("meson", ["setup", "out", ...recipe.mesonArguments], {
    cwd: source,
    env,
    timeoutMs: SETUP_TIMEOUT_MS,
  });
  onProgress(`compiling on ${navigator.hardwareConcurrency} cores (some minutes)`);
  await run("ninja", ["-C", "out", "-j", `${navigator.hardwareConcurrency}`, "mediasoup-worker"], {
    cwd: source,
    timeoutMs: BUILD_TIMEOUT_MS,
    onLine: ninjaProgress(onProgress),
  });
  return { bin: `${source}/out/mediasoup-worker`, srtp: srtp.description };
}

/** Copies the source, puts the recipe's subprojects in the place of its own, and patches it. */
export async function prepareSource(
  pkg: MediasoupPackage,
  recipe: Pick<Recipe, "subprojects" | "patches">,
  target: string,
): Promise<void> {
  await cp(pkg.workerSource, target, { recursive: true, dereference: true });
  await Deno.remove(`${target}/subprojects`, { recursive: true });
  await cp(recipe.subprojects, `${target}/subprojects`, { recursive: true });
  for (const patch of recipe.patches) await patchFile(target, patch);
}

async function patchFile(source: string, patch: Patch): Promise<void> {
  const path = `${source}/${patch.file}`;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new WorkerError(
      "worker-patch-mismatch",
      `Cannot patch ${patch.file}: it is not in the worker's source`,
      { cause: error },
    );
  }
  await Deno.writeTextFile(path, applyPatch(text, patch));
}

/** Passes on `[n/m]` each time another tenth is done. */
export function ninjaProgress(onProgress: OnProgress): OnProgress {
  let told = 0;
  return (line) => {
    const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    if (done === undefined || total === undefined) return;
    const step = Math.floor((Number(done) * PROGRESS_STEPS) / Number(total));
    if (step <= told) return;
    told = step;
    onProgress(`compiling [${done}/${total}]`);
  };
}
