import type { JobFailure, JobKind, RecordingId, RecordingJob } from "../../protocol/mod.ts";
import { type Clock, sleep } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { ObjectsUnavailableError } from "../objects/mod.ts";
import type { Attempts } from "./attempts.ts";
import type { JobQueue, TakenJob } from "./job_queue.ts";
import {
  ATTEMPTS_MAX,
  AWAY_MAX_MS,
  AWAY_MIN_MS,
  OBJECTS_AWAY_MS,
  PATIENCE_MAX_MS,
  REASON_LENGTH_MAX,
  RENEW_SHARE,
} from "./limits.ts";
import { type JobVerdict, retryDelayMs } from "./verdict.ts";

/** One turn at a job. */
export interface JobTurn {
  readonly job: RecordingJob;
  /** Epoch ms at which it was put into the queue. */
  readonly queuedAt: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborts when the process is to end: stop at the next piece, another worker goes on. */
  readonly signal: AbortSignal;
}

/** Why nobody will try again. */
export interface GivenUp {
  readonly code: Extract<JobFailure, "attempts-failed" | "waited-too-long">;
  /** In words. */
  readonly reason: string;
}

/** What is done with jobs of one kind. */
export interface JobHandler {
  /**
   * Does it, as far as that was not done in turns before. What it rejects with is logged, and the job
   * is tried again after a while.
   */
  run(turn: JobTurn): Promise<JobVerdict>;
  /** Tells that nobody will try again. Rejects to be asked again. */
  giveUp(job: RecordingJob, why: GivenUp): Promise<void>;
}

/** What a job needs is away: it is tried again after a while, and that counts as no attempt. */
export class JobPostponedError extends Error {
  override readonly name = "JobPostponedError";
  readonly code = "job-postponed";
  constructor(reason: string, readonly afterMs: number, options?: ErrorOptions) {
    super(`Cannot go on with the job: ${reason}`, options);
  }
}

export interface JobWorkerOptions {
  readonly kind: JobKind;
  readonly queue: Pick<JobQueue, "take" | "leaseMs">;
  readonly attempts: Attempts;
  readonly handler: JobHandler;
  /** Jobs worked on at a time. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Takes jobs of one kind and has them done, a few at a time, until it is disposed of. A job is held by a
 * lease: when this process dies, another gets the job. One that failed, or ended its worker, too often is
 * given up on and told of.
 */
export class JobWorker implements AsyncDisposable {
  readonly #options: JobWorkerOptions;
  readonly #ended = new AbortController();
  readonly #running: Promise<unknown>;
  readonly #now = new Set<RecordingId>();
  readonly #count: (outcome: "over" | "later" | "failed" | "given-up" | "stopped") => void;
  #isAway = false;

  constructor(options: JobWorkerOptions) {
    this.#options = options;
    const { kind, metrics, concurrency } = options;
    const counter = metrics.counter(`parley_${kind}_turns_total`, `Turns at jobs: ${kind}.`);
    this.#count = (outcome) => counter.add(1, { outcome });
    metrics.gauge(`parley_${kind}_jobs`, `Jobs under way: ${kind}.`, () => this.#now.size);
    this.#running = Promise.all(Array.from({ length: concurrency }, () => this.#work()));
  }

  /** Why no jobs are taken, if so. */
  problem(): string | undefined {
    return this.#isAway ? "the queue of jobs can't be reached" : undefined;
  }

  /** Gives back what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #work(): Promise<void> {
    const { queue, clock, logger, kind } = this.#options;
    const { signal } = this.#ended;
    let awayMs = AWAY_MIN_MS;
    while (!signal.aborted) {
      try {
        const taken = await orAborted(queue.take(), signal);
        this.#isAway = false;
        awayMs = AWAY_MIN_MS;
        if (taken) await this.#turn(taken);
      } catch (error) {
        if (signal.aborted) return;
        this.#isAway = true;
        logger.warn({ err: error, kind }, "jobs can't be taken for now");
        await sleep(clock, awayMs, signal);
        awayMs = Math.min(awayMs * 2, AWAY_MAX_MS);
      }
    }
  }

  /** Never rejects. */
  async #turn(taken: TakenJob): Promise<void> {
    const { clock, kind, queue } = this.#options;
    const { recordingId } = taken.job;
    const logger = this.#options.logger.child({ recordingId, job: kind });
    if (this.#now.has(recordingId)) return taken.release(retryDelayMs(1)); // Our own lease ran out.
    this.#now.add(recordingId);
    let cancel = () => {};
    const renew = () => {
      taken.renew();
      cancel = clock.after(queue.leaseMs * RENEW_SHARE, renew);
    };
    renew();
    try {
      await this.#attempt(taken, logger);
    } catch (error) {
      // Neither the store nor the bus may be there: the lease's end has the same effect.
      logger.warn({ err: error }, "a job could not be looked after");
      taken.release(retryDelayMs(1));
    } finally {
      cancel();
      this.#now.delete(recordingId);
    }
  }

  async #attempt(taken: TakenJob, logger: Logger): Promise<void> {
    const { attempts, handler } = this.#options;
    const { job, queuedAt } = taken;
    const { signal } = this.#ended;
    const attempt = await attempts.begin(job.recordingId);
    if (attempt > ATTEMPTS_MAX) {
      const reason = "it did not work in several attempts";
      return await this.#giveUp(taken, logger, { code: "attempts-failed", reason });
    }
    try {
      const verdict = await handler.run({ job, queuedAt, attempt, signal });
      if (verdict.type === "later") {
        logger.info({ why: verdict.reason }, "a job waits");
        return await this.#wait(taken, logger, verdict.afterMs);
      }
      await attempts.forget(job.recordingId);
      await taken.end();
      this.#count("over");
    } catch (error) {
      if (signal.aborted) return await this.#postpone(taken, 0, "stopped");
      const awayMs = howLongAway(error);
      if (awayMs !== undefined) {
        logger.warn({ err: error }, "a job waits");
        return await this.#wait(taken, logger, awayMs);
      }
      this.#count("failed");
      logger.error({ err: error, attempt }, "an attempt at a job failed");
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt >= ATTEMPTS_MAX) {
        return await this.#giveUp(taken, logger, { code: "attempts-failed", reason });
      }
      taken.release(retryDelayMs(attempt));
    }
  }

  async #wait(taken: TakenJob, logger: Logger, afterMs: number): Promise<void> {
    const waitedMs = this.#options.clock.wallMs() - taken.queuedAt;
    if (waitedMs <= PATIENCE_MAX_MS) return await this.#postpone(taken, afterMs, "later");
    const reason = "what it needs did not come back in time";
    await this.#giveUp(taken, logger, { code: "waited-too-long", reason });
  }

  async #postpone(taken: TakenJob, afterMs: number, outcome: "later" | "stopped"): Promise<void> {
    this.#count(outcome);
    try {
      await this.#options.attempts.forgive(taken.job.recordingId);
    } finally {
      taken.release(afterMs);
    }
  }

  async #giveUp(taken: TakenJob, logger: Logger, { code, reason }: GivenUp): Promise<void> {
    const { handler, attempts } = this.#options;
    const { job } = taken;
    logger.error({ code, why: reason }, "a job is given up on");
    await handler.giveUp(job, { code, reason: reason.slice(0, REASON_LENGTH_MAX) });
    await attempts.forget(job.recordingId);
    await taken.end();
    this.#count("given-up");
  }
}

function howLongAway(error: unknown): number | undefined {
  if (error instanceof JobPostponedError) return error.afterMs;
  return error instanceof ObjectsUnavailableError ? OBJECTS_AWAY_MS : undefined;
}

/** What comes after the end is of no use any more; a job among it is free again when its lease ends. */
async function orAborted(
  taking: Promise<TakenJob | undefined>,
  signal: AbortSignal,
): Promise<TakenJob | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = () => resolve(undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (signal.aborted) return undefined;
    taking.then((late) => signal.aborted && late?.release(0)).catch(() => {});
    return await Promise.race([taking, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
