import { homedir } from "node:os";
import { z } from "zod";
import type { OnProgress } from "./command.ts";
import { workerStarts } from "./starts.ts";

/** Where a cached worker came from; kept beside it as `manifest.json`. */
export const WorkerManifest = z.object({
  v: z.literal(1),
  key: z.string(),
  source: z.enum(["prebuilt", "build"]),
  /** Version of mediasoup. */
  version: z.string(),
  /** The recipe's hash; null for mediasoup's own prebuilt worker. */
  recipe: z.string().nullable(),
  /** The SRTP library and its cryptography, to be named beside every benchmark. */
  srtp: z.string(),
  /** ISO 8601. */
  builtAt: z.string(),
  /** The handshake that the binary was accepted with. */
  proof: z.object({ handshakeMs: z.number() }),
});
export type WorkerManifest = z.infer<typeof WorkerManifest>;

const BINARY = "mediasoup-worker";
const LOCK_FILE = "lock";
const SCRATCH = "building";
const STAGED = "staged";
/** Workers of older versions and recipes beyond this many are removed, oldest use first. */
const MAX_CACHED_WORKERS = 6;
/** Another run's build is awaited for this long. */
const LOCK_TIMEOUT_MS = 45 * 60_000;
const LOCK_RETRY_MS = 250;

/** Folder of all cached workers: `$XDG_CACHE_HOME`, else `~/.cache`. */
export function defaultCacheRoot(env: { get(name: string): string | undefined }): string {
  const base = env.get("XDG_CACHE_HOME") || `${homedir()}/.cache`;
  return `${base}/parley/mediasoup-worker`;
}

/** Reads the manifest beside a cached worker; undefined where there is none, or not a whole one. */
export async function readManifest(bin: string): Promise<WorkerManifest | undefined> {
  try {
    const text = await Deno.readTextFile(bin.replace(/[^/]+$/, "manifest.json"));
    return WorkerManifest.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A folder of accepted workers, one a key. Entries appear whole or not at all. */
export class WorkerCache {
  constructor(readonly root: string) {}

  binaryOf(key: string): string {
    return `${this.root}/${key}/${BINARY}`;
  }

  /** The worker of a key, if it was accepted once and still starts here. */
  async find(key: string): Promise<string | undefined> {
    const bin = this.binaryOf(key);
    if ((await readManifest(bin))?.key !== key || !await workerStarts(bin)) return undefined;
    return bin;
  }

  /** Keeps an entry from being the one that {@link accept} removes for want of room. */
  async markUsed(key: string): Promise<void> {
    const now = new Date();
    try {
      await Deno.utime(`${this.root}/${key}`, now, now);
    } catch {
      // A read-only cache serves as well; its owner prunes it.
    }
  }

  /**
   * Runs `work` while no other process prepares a worker, with an empty folder that is removed
   * afterwards. The lock is the system's, so it ends with its process, however that ends.
   */
  async exclusively<T>(
    onProgress: OnProgress,
    work: (scratch: string) => Promise<T>,
  ): Promise<T> {
    await Deno.mkdir(this.root, { recursive: true });
    using file = await Deno.open(`${this.root}/${LOCK_FILE}`, { create: true, write: true });
    await this.#lock(file, onProgress);
    const scratch = `${this.root}/${SCRATCH}`;
    await removeIfThere(scratch); // What a killed run left.
    await Deno.mkdir(scratch);
    try {
      return await work(scratch);
    } finally {
      await removeIfThere(scratch);
    }
  }

  async #lock(file: Deno.FsFile, onProgress: OnProgress): Promise<void> {
    const startedAt = performance.now();
    for (let tries = 0; !await file.tryLock(true); tries++) {
      if (performance.now() - startedAt > LOCK_TIMEOUT_MS) {
        throw new Error(`Cannot lock ${this.root}: another run has held it for too long`);
      }
      if (tries === 0) onProgress("another run is preparing a worker; waiting for it");
      await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
    }
  }

  /** Moves a proven binary in, in one step. Call it inside {@link exclusively}. */
  async accept(bin: string, manifest: WorkerManifest): Promise<string> {
    const entry = `${this.root}/${manifest.key}`;
    const staged = `${this.root}/${STAGED}`;
    await removeIfThere(staged);
    await Deno.mkdir(staged);
    await Deno.copyFile(bin, `${staged}/${BINARY}`);
    await Deno.chmod(`${staged}/${BINARY}`, 0o755);
    await Deno.writeTextFile(`${staged}/manifest.json`, JSON.stringify(manifest, null, 2) + "\n");
    await removeIfThere(entry);
    await Deno.rename(staged, entry);
    await this.#prune(manifest.key);
    return this.binaryOf(manifest.key);
  }

  /** Running workers survive this; only their files go. */
  async #prune(keep: string): Promise<void> {
    const entries: { name: string; usedAt: number }[] = [];
    for await (const { name } of Deno.readDir(this.root)) {
      if (name === keep || await readManifest(this.binaryOf(name)) === undefined) continue;
      const { mtime } = await Deno.stat(`${this.root}/${name}`);
      entries.push({ name, usedAt: mtime?.getTime() ?? 0 });
    }
    entries.sort((a, b) => b.usedAt - a.usedAt);
    for (const { name } of entries.slice(MAX_CACHED_WORKERS - 1)) {
      await removeIfThere(`${this.root}/${name}`);
    }
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
