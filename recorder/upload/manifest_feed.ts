import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import { APPEND_PAUSE_MS } from "../limits.ts";
import type { PartFolder } from "../spool/part_folder.ts";
import { pauseMs } from "./backoff.ts";
import type { ManifestLog } from "./manifest_log.ts";

export interface ManifestFeedOptions {
  readonly log: ManifestLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The manifest has all that the part has said. */
  readonly onTold: (folder: PartFolder) => void;
}

/**
 * Tells manifests what journals say, each in its order. The journals are the queue: while JetStream is
 * away nothing piles up but on the disk.
 */
export class ManifestFeed implements AsyncDisposable {
  readonly #options: ManifestFeedOptions;
  readonly #behind = new Set<PartFolder>();
  readonly #end = new AbortController();
  #running: Promise<void> | undefined;
  #failures = 0;
  #onIdle: () => void = () => {};

  constructor(options: ManifestFeedOptions) {
    this.#options = options;
  }

  /** Whether the last tries failed. */
  get isAway(): boolean {
    return this.#failures > 0;
  }

  /** The part has said something. */
  wake(folder: PartFolder): void {
    this.#behind.add(folder);
    this.#running ??= this.#run();
  }

  /** Resolves when manifests have everything, or after `limitMs`. */
  async idle(limitMs: number): Promise<void> {
    if (!this.#running) return;
    const done = new AbortController();
    this.#onIdle = () => done.abort();
    await sleep(this.#options.clock, limitMs, done.signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, logger, onTold } = this.#options;
    for (const folder of this.#behind) {
      if (this.#end.signal.aborted) break;
      // What is said meanwhile wakes it again.
      this.#behind.delete(folder);
      try {
        await this.#tell(folder);
        this.#failures = 0;
        onTold(folder);
      } catch (error) {
        this.#behind.add(folder);
        const waitMs = pauseMs(++this.#failures, APPEND_PAUSE_MS);
        logger.warn({ err: error, waitMs }, "manifests can't be told");
        await sleep(clock, waitMs, this.#end.signal);
      }
    }
    this.#running = undefined;
    this.#onIdle();
  }

  async #tell(folder: PartFolder): Promise<void> {
    while (folder.hasUnpublished && !this.#end.signal.aborted) {
      const { entries, done } = await folder.unpublished();
      for (const { id, entry } of entries) await this.#options.log.append(id, entry);
      await done();
    }
  }
}
