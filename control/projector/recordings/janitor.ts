import type { Clock, Logger, ObjectStore } from "../../../kit/mod.ts";
import { type RecordingId, recordingKeys } from "../../../protocol/mod.ts";
import type { RecordingKeys, RecordingWork } from "../../store/mod.ts";
import type { ManifestStream } from "./manifest_stream.ts";
import type { RecordingMeasures } from "./measures.ts";
import { Rounds } from "../rounds.ts";

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 20;
/** Whoever was at work on a recording when it was deleted has stopped by then. */
const AGAIN_MS = 24 * 60 * 60 * 1_000;

export interface JanitorOptions {
  readonly work: RecordingWork;
  readonly objects: Pick<ObjectStore, "removeAll">;
  readonly keys: Pick<RecordingKeys, "shred">;
  readonly stream: Pick<ManifestStream, "forget">;
  /** After so many days a recording is deleted that says nothing else. */
  readonly retentionDays: number | undefined;
  readonly measures: RecordingMeasures;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Deletes recordings that somebody deleted, or that were kept long enough: first their jobs, manifests and
 * keys, so that nobody can read them from then on, then their bytes, then their rows, so that nothing is
 * forgotten that is still there. What is written by who was at work just then is removed a day later.
 */
export class Janitor implements AsyncDisposable {
  readonly #rounds: Rounds;

  constructor(private readonly options: JanitorOptions) {
    this.#rounds = new Rounds({
      ...options,
      failed: () => options.measures.failed("deleting"),
      what: "recordings are not deleted",
      everyMs: LOOK_EVERY_MS,
      round: (signal) => this.#round(signal),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  async #round(signal: AbortSignal): Promise<boolean> {
    const { work, retentionDays, measures, logger } = this.options;
    for (const id of await work.expire(retentionDays, AT_ONCE)) {
      logger.info({ recordingId: id }, "a recording was kept long enough");
    }
    const deleting = await work.deleting(AT_ONCE);
    for (const id of deleting) {
      if (signal.aborted) return false;
      await this.#empty(id);
      await work.deleted(id, AGAIN_MS);
      measures.deleted();
      logger.info({ recordingId: id }, "a recording is deleted");
    }
    const again = await work.toEmptyAgain(AT_ONCE);
    for (const id of again) {
      if (signal.aborted) return false;
      await this.#empty(id);
      await work.emptiedAgain(id);
    }
    return deleting.length === AT_ONCE || again.length === AT_ONCE;
  }

  async #empty(id: RecordingId): Promise<void> {
    const { objects, keys, stream } = this.options;
    await stream.forget(id);
    await keys.shred(id);
    await objects.removeAll(recordingKeys.all(id));
  }
}
