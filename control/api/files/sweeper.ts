import { type Clock, type Logger, sleep } from "../../../kit/mod.ts";
import type { Files } from "../../store/mod.ts";
import { ENDED_ACCESS_MS } from "../rooms/mod.ts";
import { type FileDesk, UPLOAD_TTL_MS } from "./file_desk.ts";

const SWEEP_EVERY_MS = 60_000;
const FILES_PER_SWEEP = 100;
/** What was announced may still be on its way when its link ends. */
const ANNOUNCED_MS = 2 * UPLOAD_TTL_MS;

/** Removes the bytes of files that are deleted, refused, never came, or whose meeting is long over. */
export class FileSweeper implements AsyncDisposable {
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;

  constructor(
    private readonly options: {
      files: Files;
      desk: FileDesk;
      clock: Clock;
      logger: Logger;
      everyMs?: number;
      random?: () => number;
    },
  ) {
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, logger, everyMs = SWEEP_EVERY_MS, random = Math.random } = this.options;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      // Processes that started together need not sweep together.
      await sleep(clock, everyMs * (0.5 + random()), signal);
      if (signal.aborted) return;
      try {
        await this.#sweep(signal);
      } catch (error) {
        logger.warn({ err: error }, "files were not swept");
      }
    }
  }

  async #sweep(signal: AbortSignal): Promise<void> {
    const { files, desk } = this.options;
    const limits = { announcedMs: ANNOUNCED_MS, endedMs: ENDED_ACCESS_MS, limit: FILES_PER_SWEEP };
    for (const record of await files.toRemove(limits)) {
      if (signal.aborted) return;
      await desk.remove(record);
    }
  }
}
