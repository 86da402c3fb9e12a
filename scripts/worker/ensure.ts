import type { BuiltWorker } from "./build.ts";
import type { WorkerCache, WorkerManifest } from "./cache.ts";
import type { OnProgress } from "./command.ts";
import { reasonOf, WorkerError } from "./errors.ts";
import type { WorkerProof } from "./prove.ts";

/** A worker that may be handed to mediasoup as `workerBin`. */
export interface EnsuredWorker {
  /** Absolute path of the binary. */
  readonly bin: string;
  readonly source: "env" | "cache" | "prebuilt" | "build";
  /** Names the binary's version and making; `env` for one that the environment names. */
  readonly key: string;
}

/** What is there and what is missing. */
export interface WorkerReport {
  /** A worker that is there already. */
  readonly found?: EnsuredWorker;
  /** Keys that were looked for in the cache. */
  readonly keys: readonly string[];
  /** Debian packages that a build would need. */
  readonly missingPackages: readonly string[];
}

/** Everything the search works with; the order is its own, the doing is theirs. */
export interface WorkerSteps {
  /** What `MEDIASOUP_WORKER_BIN` says. */
  readonly envBin: string | undefined;
  readonly version: string;
  readonly recipeHash: string;
  /** Operating system and processor. */
  readonly machine: string;
  readonly cache: WorkerCache;
  /** Throws unless the binary carries media. */
  prove(bin: string): Promise<WorkerProof>;
  download(folder: string, onProgress: OnProgress): Promise<string>;
  missingPackages(): Promise<string[]>;
  installPackages(packages: readonly string[], onProgress: OnProgress): Promise<void>;
  build(folder: string, onProgress: OnProgress): Promise<BuiltWorker>;
}

/** The order of the search: environment, cache, download, build. */
export async function ensureWorkerWith(
  steps: WorkerSteps,
  onProgress: OnProgress,
): Promise<EnsuredWorker> {
  if (steps.envBin !== undefined) return await fromEnvironment(steps, steps.envBin, onProgress);
  const cached = await fromCache(steps);
  if (cached !== undefined) {
    await steps.cache.markUsed(cached.key);
    return cached;
  }
  return await steps.cache.exclusively(
    onProgress,
    async (scratch) =>
      // Another run may have been at it while this one waited.
      await fromCache(steps) ??
        await fromDownload(steps, scratch, onProgress) ??
        await fromBuild(steps, scratch, onProgress),
  );
}

/** Looks, but neither downloads, installs, builds nor proves. */
export async function checkWorkerWith(steps: WorkerSteps): Promise<WorkerReport> {
  const missingPackages = await steps.missingPackages();
  const keys = [buildKey(steps), prebuiltKey(steps)];
  const found = steps.envBin === undefined
    ? await fromCache(steps)
    : { bin: await environmentFile(steps.envBin), source: "env" as const, key: "env" };
  return { ...(found === undefined ? {} : { found }), keys, missingPackages };
}

/** Changes with mediasoup, with any file of the recipe, and with the kind of machine. */
export function buildKey({ version, recipeHash, machine }: WorkerSteps): string {
  return `${version}-${recipeHash}-${machine}`;
}

function prebuiltKey({ version, machine }: WorkerSteps): string {
  return `${version}-prebuilt-${machine}`;
}

/** A worker that somebody names is used or refused, never replaced by another. */
async function fromEnvironment(
  steps: WorkerSteps,
  path: string,
  onProgress: OnProgress,
): Promise<EnsuredWorker> {
  const bin = await environmentFile(path);
  const proof = await steps.prove(bin);
  onProgress(`MEDIASOUP_WORKER_BIN carries media (handshake in ${proof.handshakeMs} ms)`);
  return { bin, source: "env", key: "env" };
}

async function environmentFile(path: string): Promise<string> {
  try {
    const { isFile } = await Deno.stat(path);
    if (isFile) return await Deno.realPath(path);
  } catch {
    // Told below, in the words of the one who set it.
  }
  throw new WorkerError(
    "worker-env-not-a-file",
    `Cannot use MEDIASOUP_WORKER_BIN=${path}: it is not a file; ` +
      "name a mediasoup-worker binary or unset it",
  );
}

async function fromCache(steps: WorkerSteps): Promise<EnsuredWorker | undefined> {
  for (const key of [buildKey(steps), prebuiltKey(steps)]) {
    const bin = await steps.cache.find(key);
    if (bin !== undefined) return { bin, source: "cache", key };
  }
  return undefined;
}

/** A download that fails in any way only means that the worker is built. */
async function fromDownload(
  steps: WorkerSteps,
  scratch: string,
  onProgress: OnProgress,
): Promise<EnsuredWorker | undefined> {
  try {
    const downloaded = await steps.download(scratch, onProgress);
    return await accept(steps, downloaded, {
      key: prebuiltKey(steps),
      source: "prebuilt",
      recipe: null,
      srtp: "libsrtp 3, OpenSSL, static (mediasoup's own build)",
    }, onProgress);
  } catch (error) {
    onProgress(`${reasonOf(error)}; building from source instead`);
    return undefined;
  }
}

async function fromBuild(
  steps: WorkerSteps,
  scratch: string,
  onProgress: OnProgress,
): Promise<EnsuredWorker> {
  await steps.installPackages(await steps.missingPackages(), onProgress);
  const built = await steps.build(scratch, onProgress);
  return await accept(steps, built.bin, {
    key: buildKey(steps),
    source: "build",
    recipe: steps.recipeHash,
    srtp: built.srtp,
  }, onProgress);
}

async function accept(
  steps: WorkerSteps,
  candidate: string,
  origin: Pick<WorkerManifest, "key" | "source" | "recipe" | "srtp">,
  onProgress: OnProgress,
): Promise<EnsuredWorker> {
  onProgress("proving the worker with a DTLS handshake and an SRTP packet");
  const proof = await steps.prove(candidate);
  onProgress(`the worker carries media (handshake in ${proof.handshakeMs} ms)`);
  const bin = await steps.cache.accept(candidate, {
    v: 1,
    version: steps.version,
    builtAt: new Date().toISOString(),
    proof,
    ...origin,
  });
  return { bin, source: origin.source, key: origin.key };
}
