/** All manifests as one log, in the order in which their entries were written. */
import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  jetstream,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import {
  decode,
  makeRecordingStreams,
  type NatsBus,
  RECORDING_JOBS_STREAM,
  RECORDINGS_STREAM,
} from "../../../kit/mod.ts";
import { JobKind, ManifestEntry, type RecordingId, subjects } from "../../../protocol/mod.ts";
import { LogUnavailableError } from "../../actor/mod.ts";

const TIMEOUT_MS = 2_000;
/** Entries that are read at once. */
const BATCH_ENTRIES = 500;
/** How long is waited for news. */
const NEWS_MS = 5_000;
/** For those that are there already. */
const BATCH_EXPIRES_MS = 2_000;
/** A consumer that its process has left goes by itself. */
const READER_KEPT_MS = 60_000;
const NS_PER_MS = 1_000_000;

export interface ManifestBatch {
  /** The sequence of the last one. */
  readonly to: number;
  readonly entries: readonly ManifestEntry[];
  /** Entries that can't be read. */
  readonly unreadable: number;
}

export class ManifestStream {
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  #reader: { consumer: Consumer; at: number } | undefined;

  private constructor(manager: JetStreamManager, client: JetStreamClient) {
    this.#manager = manager;
    this.#client = client;
  }

  /** Makes the streams of recordings. Rejects with `StreamUnavailableError`. */
  static async open(bus: NatsBus, replicas: number): Promise<ManifestStream> {
    await makeRecordingStreams(bus, replicas);
    const limits = { timeout: TIMEOUT_MS, checkAPI: false };
    const manager = await jetstreamManager(bus.connection, limits);
    return new ManifestStream(manager, jetstream(bus.connection, { timeout: TIMEOUT_MS }));
  }

  /**
   * What stands after `seq`; `undefined`: nothing new for a while, or nobody waits any more. Rejects with
   * `LogUnavailableError`.
   */
  async read(seq: number, signal: AbortSignal): Promise<ManifestBatch | undefined> {
    try {
      if (this.#reader?.at !== seq) this.#reader = await this.#readerFrom(seq);
      const { consumer } = this.#reader;
      const first = await unlessAborted(consumer.next({ expires: NEWS_MS }), signal);
      if (!first) return undefined;
      const messages = [first];
      const more = Math.min(first.info.pending, BATCH_ENTRIES - 1);
      if (more > 0) {
        const rest = await consumer.fetch({ max_messages: more, expires: BATCH_EXPIRES_MS });
        for await (const message of rest) messages.push(message);
      }
      const batch = batchOf(messages);
      this.#reader = { consumer, at: batch.to };
      return batch;
    } catch (error) {
      this.#reader = undefined;
      throw unavailable(error);
    }
  }

  /** Takes all entries and jobs of a recording away. Rejects with `LogUnavailableError`. */
  async forget(id: RecordingId): Promise<void> {
    const purge = (stream: string, filter: string) =>
      this.#manager.streams.purge(stream, { filter });
    try {
      await purge(RECORDINGS_STREAM, subjects.recordingLog(id));
      for (const kind of JobKind.options) {
        await purge(RECORDING_JOBS_STREAM, subjects.recordingJob(kind, id));
      }
    } catch (error) {
      throw unavailable(error);
    }
  }

  async #readerFrom(seq: number): Promise<{ consumer: Consumer; at: number }> {
    const { name } = await this.#manager.consumers.add(RECORDINGS_STREAM, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: seq + 1,
      ack_policy: AckPolicy.None,
      inactive_threshold: READER_KEPT_MS * NS_PER_MS,
      mem_storage: true,
    });
    return { consumer: await this.#client.consumers.get(RECORDINGS_STREAM, name), at: seq };
  }
}

/** What comes too late is nobody's. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  work.catch(() => {});
  const aborted = Promise.withResolvers<undefined>();
  const onAbort = () => aborted.resolve(undefined);
  signal.addEventListener("abort", onAbort);
  try {
    return signal.aborted ? undefined : await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function batchOf(messages: readonly JsMsg[]): ManifestBatch {
  const parsed = messages.map(({ data }) => ManifestEntry.safeParse(decode(data)));
  const entries = parsed.flatMap(({ data }) => data ?? []);
  const to = messages.at(-1)?.seq ?? 0;
  return { to, entries, unreadable: parsed.length - entries.length };
}

function unavailable(error: unknown): LogUnavailableError {
  const reason = error instanceof Error ? error.message : String(error);
  return new LogUnavailableError(reason, { cause: error });
}
