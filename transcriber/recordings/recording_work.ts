import {
  Attempts,
  type Clock,
  JobQueue,
  JobWorker,
  type Logger,
  ManifestLog,
  type Metrics,
  type NatsBus,
  type OperatorKeys,
  sealedObjects,
  sleep,
  type SourceStore,
} from "../../kit/mod.ts";
import type { TranscriberId } from "../../protocol/mod.ts";
import type { Dispatcher } from "../engines/dispatcher.ts";
import { JOBS_MAX, QUEUE_AWAY_MS } from "./limits.ts";
import { RecordingTranscriber } from "./recording_transcriber.ts";

const KIND = "transcribe";

export interface RecordingWorkOptions {
  readonly transcriberId: TranscriberId;
  readonly dispatcher: Dispatcher | undefined;
  readonly store: SourceStore;
  /** That open sealed recordings; absent: those wait for another transcriber. */
  readonly keys: OperatorKeys | undefined;
  /** Of the streams, should this be the first who needs them. */
  readonly replicas: number;
  readonly bus: NatsBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * The jobs of a transcriber's process, from its start to its end. They need JetStream; captions, which
 * the same process writes, do not, so that it is waited for here and nowhere else.
 */
export class RecordingWork implements AsyncDisposable {
  readonly #options: RecordingWorkOptions;
  readonly #end = new AbortController();
  readonly #opening: Promise<void>;
  #worker: JobWorker | undefined;

  constructor(options: RecordingWorkOptions) {
    this.#options = options;
    this.#opening = this.#open();
  }

  /** What keeps jobs from being done, or `undefined`. */
  problem(): string | undefined {
    return this.#worker ? this.#worker.problem() : "the queue of jobs is not open yet";
  }

  /** What is under way is left to somebody else. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#opening;
    await this.#worker?.[Symbol.asyncDispose]();
  }

  /** Never rejects. */
  async #open(): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        this.#worker = await this.#begin();
        return;
      } catch (error) {
        logger.warn({ err: error }, "the queue of jobs on recordings can't be opened for now");
        await sleep(clock, QUEUE_AWAY_MS, signal);
      }
    }
  }

  async #begin(): Promise<JobWorker> {
    const { transcriberId, replicas, bus, store, keys, clock, logger, metrics } = this.#options;
    const queue = await JobQueue.open(bus, { kind: KIND, replicas, logger });
    const manifests = await ManifestLog.open(bus, { reader: transcriberId, replicas });
    const objects = sealedObjects({ store, manifests, operator: keys, clock });
    return new JobWorker({
      kind: KIND,
      queue,
      attempts: new Attempts(objects, KIND),
      handler: new RecordingTranscriber({ ...this.#options, objects, manifests }),
      concurrency: JOBS_MAX,
      clock,
      logger,
      metrics,
    });
  }
}
