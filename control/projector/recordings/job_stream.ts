import { jetstream, type JetStreamClient } from "@nats-io/jetstream";
import { encode, makeRecordingStreams, type NatsBus } from "../../../kit/mod.ts";
import { type RecordingJob, subjects } from "../../../protocol/mod.ts";
import { LogUnavailableError } from "../../actor/mod.ts";

const PUBLISH_TIMEOUT_MS = 2_000;

/** The queue of jobs, as seen by who has them done. */
export class JobStream {
  readonly #client: JetStreamClient;

  private constructor(client: JetStreamClient) {
    this.#client = client;
  }

  /** Rejects with `StreamUnavailableError`. */
  static async open(bus: NatsBus, replicas: number): Promise<JobStream> {
    await makeRecordingStreams(bus, replicas);
    return new JobStream(jetstream(bus.connection, { timeout: PUBLISH_TIMEOUT_MS }));
  }

  /** Put again it stands there once, for an hour; doing it twice does no harm. Rejects with `LogUnavailableError`. */
  async put(job: RecordingJob): Promise<void> {
    const { kind, recordingId, again } = job;
    try {
      await this.#client.publish(subjects.recordingJob(kind, recordingId), encode(job), {
        msgID: `${recordingId}:${kind}${again === undefined ? "" : `:${again}`}`,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LogUnavailableError(reason, { cause: error });
    }
  }
}
