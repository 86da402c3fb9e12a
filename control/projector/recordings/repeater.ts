import { createHash } from "node:crypto";
import { type Clock, encode, type Logger, type ObjectStore } from "../../../kit/mod.ts";
import { recordingKeys } from "../../../protocol/mod.ts";
import type { RecordingWork, RepeatedJob } from "../../store/mod.ts";
import type { JobStream } from "./job_stream.ts";
import type { RecordingMeasures } from "./measures.ts";
import { Rounds } from "../rounds.ts";

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 10;

export interface RepeaterOptions {
  readonly work: Pick<RecordingWork, "repeatedJobs" | "queued">;
  readonly objects: Pick<ObjectStore, "write">;
  readonly jobs: Pick<JobStream, "put">;
  readonly measures: RecordingMeasures;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Puts jobs into the queue that somebody has asked for again, with what happened in the room, should that
 * have been lost. Every step may be done twice; that it is in the queue is said last.
 */
export class Repeater implements AsyncDisposable {
  readonly #rounds: Rounds;

  constructor(private readonly options: RepeaterOptions) {
    this.#rounds = new Rounds({
      ...options,
      failed: () => options.measures.failed("repeating"),
      what: "jobs that were asked for again wait",
      everyMs: LOOK_EVERY_MS,
      round: () => this.#round(),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  async #round(): Promise<boolean> {
    const { work, logger } = this.options;
    const due = await work.repeatedJobs(AT_ONCE);
    for (const job of due) {
      await this.#queue(job);
      await work.queued(job);
      const { id: recordingId, kind, again } = job;
      logger.info({ recordingId, job: kind, again }, "a job is done again");
    }
    return due.length === AT_ONCE;
  }

  async #queue({ id: recordingId, timeline, ...job }: RepeatedJob): Promise<void> {
    const { objects, jobs } = this.options;
    const bytes = encode(timeline);
    const key = recordingKeys.timeline(recordingId);
    await objects.write(key, bytes, "application/json");
    const sha256 = createHash("sha256").update(bytes).digest("base64");
    const stored = { key, sizeBytes: bytes.length, sha256 };
    await jobs.put({ v: 1, recordingId, ...job, timeline: stored });
  }
}
