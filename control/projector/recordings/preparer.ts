import { createHash } from "node:crypto";
import { type Clock, encode, type Logger, type ObjectStore } from "../../../kit/mod.ts";
import { JobKind, type RecordingJob, recordingKeys } from "../../../protocol/mod.ts";
import type { RecordingWork, StoppedRecording } from "../../store/mod.ts";
import type { JobStream } from "./job_stream.ts";
import type { RecordingMeasures } from "./measures.ts";
import { Rounds } from "../rounds.ts";
import type { Sealer } from "./sealer.ts";
import { TIMELINE_TYPES, timelineOf } from "./timeline.ts";

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 4;
/** Whoever has not finished by then has failed or died. */
const LEASE_MS = 5_000;
/** Of a room, for one timeline. */
export const EVENTS_READ_MAX = 100_000;

export interface PreparerOptions {
  readonly work: Pick<RecordingWork, "claimStopped" | "events" | "prepared">;
  readonly objects: Pick<ObjectStore, "write">;
  readonly sealer: Pick<Sealer, "awaitsKey">;
  readonly jobs: Pick<JobStream, "put">;
  readonly measures: RecordingMeasures;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Once a recording has stopped: writes down what happened in its room meanwhile, and has the work on it
 * begin. Every step may be done twice, and the last is to say that all are done, so that whoever dies in
 * between is made good by the next.
 */
export class Preparer implements AsyncDisposable {
  readonly #rounds: Rounds;

  constructor(private readonly options: PreparerOptions) {
    this.#rounds = new Rounds({
      ...options,
      failed: () => options.measures.failed("preparing"),
      what: "recordings that have stopped wait",
      everyMs: LOOK_EVERY_MS,
      round: () => this.#round(),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  async #round(): Promise<boolean> {
    const { work, measures, logger } = this.options;
    const stopped = await work.claimStopped(LEASE_MS, AT_ONCE);
    for (const recording of stopped) {
      try {
        await this.#prepare(recording);
      } catch (error) {
        measures.failed("preparing");
        // It is claimed again once the lease ends; meanwhile others have their turn.
        logger.warn(
          { err: error, recordingId: recording.id },
          "a recording that has stopped waits",
        );
      }
    }
    return stopped.length > 0;
  }

  async #prepare(recording: StoppedRecording): Promise<void> {
    const { work, objects, sealer, jobs, measures, logger } = this.options;
    const { id: recordingId, roomId, title, startedAt, stoppedAt } = recording;
    if (await sealer.awaitsKey(recording)) return; // It is claimed again once the lease ends.
    const events = await work.events(roomId, TIMELINE_TYPES, stoppedAt, EVENTS_READ_MAX);
    const timeline = timelineOf(recordingId, recording, events);
    const bytes = encode(timeline);
    const key = recordingKeys.timeline(recordingId);
    await objects.write(key, bytes, "application/json");
    const sha256 = createHash("sha256").update(bytes).digest("base64");
    for (const kind of JobKind.options) {
      const job: RecordingJob = {
        v: 1,
        kind,
        recordingId,
        roomId,
        title,
        startedAt,
        stoppedAt,
        timeline: { key, sizeBytes: bytes.length, sha256 },
      };
      await jobs.put(job);
    }
    await work.prepared(recordingId, timeline);
    measures.prepared();
    logger.info({ recordingId, roomId }, "a recording is handed to those who work on it");
  }
}
