import type { Clock, Logger } from "../kit/mod.ts";
import type { WorkerConfig } from "./config.ts";
import { MediaWorker } from "./media_worker.ts";
import { recentDeaths, restartDelayMs } from "./restart_policy.ts";

export interface WorkerPoolOptions {
  readonly config: WorkerConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called in the same turn in which the death is noticed. */
  readonly onDeath: (worker: MediaWorker) => void;
  /** Called when a worker ceases to answer. */
  readonly onStalled: (worker: MediaWorker) => void;
  /** Called when a worker may get rooms again: it answers again, or was started again. */
  readonly onUsable: () => void;
}

/** A place for one worker, which keeps its ports from one process to the next. */
interface Slot {
  readonly index: number;
  worker: MediaWorker | undefined;
  /** Monotonic times, ascending. */
  deathsMs: number[];
  cancelRestart: () => void;
}

/** As many workers as configured; one that dies is started again, ever later if it keeps dying. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: readonly Slot[];
  #closed = false;

  private constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.config.count }, (_, index) => ({
      index,
      worker: undefined,
      deathsMs: [],
      cancelRestart: () => {},
    }));
  }

  /** Rejects when one of the workers can't be started; none is left behind then. */
  static async start(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    const starts = await Promise.allSettled(pool.#slots.map((slot) => pool.#startWorker(slot)));
    const failed = starts.find((start) => start.status === "rejected");
    if (failed) {
      await pool.close();
      throw failed.reason;
    }
    return pool;
  }

  /** One entry a slot; `undefined` where the worker is dead. */
  get slots(): readonly (MediaWorker | undefined)[] {
    return this.#slots.map((slot) => slot.worker);
  }

  get alive(): readonly MediaWorker[] {
    return this.slots.filter((worker) => worker !== undefined);
  }

  /** Those that may get rooms: alive and not stalled. */
  get usable(): readonly MediaWorker[] {
    return this.alive.filter((worker) => !worker.stalled);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#slots.map(async (slot) => {
      slot.cancelRestart();
      const worker = slot.worker;
      slot.worker = undefined;
      await worker?.close();
    }));
  }

  async #startWorker(slot: Slot): Promise<void> {
    const { config, clock, logger, onStalled, onUsable } = this.#options;
    const worker = await MediaWorker.start(config, slot.index, clock);
    if (this.#closed) return await worker.close();
    slot.worker = worker;
    const about = { worker: slot.index, pid: worker.pid };
    worker.watch({
      onStalled: () => {
        logger.warn(about, "worker does not answer");
        onStalled(worker);
      },
      onAnswer: () => {
        logger.info(about, "worker answers again");
        onUsable();
      },
      onHung: () => logger.error(about, "worker hangs and is killed"),
      onDeath: (error) => this.#died(slot, worker, error),
    });
    logger.info(about, "worker started");
  }

  #died(slot: Slot, worker: MediaWorker, error: Error): void {
    if (this.#closed) return;
    slot.worker = undefined;
    this.#options.logger.error(
      { worker: slot.index, pid: worker.pid, reason: error.message },
      "worker died",
    );
    this.#options.onDeath(worker);
    this.#restartLater(slot);
  }

  #restartLater(slot: Slot): void {
    const { clock, logger, onUsable } = this.#options;
    const nowMs = clock.monotonicMs();
    slot.deathsMs = [...recentDeaths(slot.deathsMs, nowMs), nowMs];
    const delayMs = restartDelayMs(slot.deathsMs, nowMs);
    logger.warn({ worker: slot.index, delayMs }, "worker will be started again");
    slot.cancelRestart = clock.after(delayMs, () => {
      this.#startWorker(slot).then(() => slot.worker && onUsable()).catch((error) => {
        logger.error({ worker: slot.index, err: error }, "worker did not start");
        if (!this.#closed) this.#restartLater(slot);
      });
    });
  }
}
