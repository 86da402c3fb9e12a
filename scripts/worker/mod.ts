/**
 * mediasoup's worker for this machine, found or made: the binary named by `MEDIASOUP_WORKER_BIN`,
 * one in the cache, mediasoup's own prebuilt download, or a build from the source in the npm
 * package against the system's libraries. Whatever it is has carried media before it is accepted.
 *
 * @module
 */
import { buildWorker } from "./build.ts";
import { defaultCacheRoot, WorkerCache } from "./cache.ts";
import {
  checkWorkerWith,
  ensureWorkerWith,
  type WorkerReport,
  type WorkerSteps,
} from "./ensure.ts";
import type { EnsuredWorker } from "./ensure.ts";
import { readMediasoupPackage } from "./mediasoup_package.ts";
import type { OnProgress } from "./command.ts";
import { installWorkerPackages, missingWorkerPackages } from "./packages.ts";
import { downloadPrebuilt } from "./prebuilt.ts";
import { readRecipe } from "./recipe.ts";

export { readManifest as readWorkerManifest, type WorkerManifest } from "./cache.ts";
export type { OnProgress } from "./command.ts";
export type { EnsuredWorker, WorkerReport } from "./ensure.ts";
export { WorkerError, type WorkerErrorCode } from "./errors.ts";
export { workerPackages } from "./packages.ts";
export { workerStarts } from "./starts.ts";

export interface EnsureWorkerOptions {
  /** Told one line per step, and of long steps now and then. */
  readonly onProgress?: OnProgress;
  /** Defaults to `$XDG_CACHE_HOME/parley/mediasoup-worker`. */
  readonly cacheRoot?: string;
}

/**
 * Finds or makes the worker. Milliseconds where it is cached, some minutes where it must be built;
 * runs at the same time build once.
 *
 * Installs missing packages with apt where it may (root, or a sudo that asks nothing).
 *
 * @throws WorkerError whose message says what to do.
 */
export async function ensureWorker(options: EnsureWorkerOptions = {}): Promise<EnsuredWorker> {
  return await ensureWorkerWith(await stepsFor(options), options.onProgress ?? (() => {}));
}

/** Says what {@link ensureWorker} would use and what it would lack. Changes nothing. */
export async function checkWorker(options: EnsureWorkerOptions = {}): Promise<WorkerReport> {
  return await checkWorkerWith(await stepsFor(options));
}

async function stepsFor(options: EnsureWorkerOptions): Promise<WorkerSteps> {
  const pkg = await readMediasoupPackage();
  const recipe = await readRecipe(`${import.meta.dirname}/recipe`);
  return {
    envBin: Deno.env.get("MEDIASOUP_WORKER_BIN") || undefined,
    version: pkg.version,
    recipeHash: recipe.hash,
    machine: `${Deno.build.os}-${Deno.build.arch}`,
    cache: new WorkerCache(options.cacheRoot ?? defaultCacheRoot(Deno.env)),
    // Loaded when it is needed: mediasoup and the peer cost a cached start a third of a second.
    prove: async (bin) => await (await import("./prove.ts")).proveWorker(bin),
    download: (folder, onProgress) => downloadPrebuilt(pkg, folder, onProgress),
    missingPackages: missingWorkerPackages,
    installPackages: installWorkerPackages,
    build: (folder, onProgress) => buildWorker(pkg, recipe, folder, onProgress),
  };
}
