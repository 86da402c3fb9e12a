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

/** How far manifests are read. */
export interface ManifestCursor {
  /** When the stream was made; null: nobody has written that down. */
  readonly stream: string | null;
  readonly seq: number;
}

export interface ManifestBatch {
  /** Behind the last one. */
  readonly to: ManifestCursor;
  readonly entries: readonly ManifestEntry[];
  /** Entries that can't be read. */
  readonly unreadable: number;
}

export class ManifestStream {
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  /** Makes the streams, where they are not there. */
  readonly #make: () => Promise<void>;
  #reader: Reader | undefined;

  private constructor(
    manager: JetStreamManager,
    client: JetStreamClient,
    make: () => Promise<void>,
  ) {
    this.#manager = manager;
    this.#client = client;
    this.#make = make;
  }

  /** Makes the streams of recordings. Rejects with `StreamUnavailableError`. */
  static async open(bus: NatsBus, replicas: number): Promise<ManifestStream> {
    const make = () => makeRecordingStreams(bus, replicas);
    await make();
    const limits = { timeout: TIMEOUT_MS, checkAPI: false };
    const manager = await jetstreamManager(bus.connection, limits);
    return new ManifestStream(manager, jetstream(bus.connection, { timeout: TIMEOUT_MS }), make);
  }

  /**
   * What stands after the cursor; `undefined`: nothing new for a while, or nobody waits any more. A stream
   * that was lost is made anew and read from its beginning. Rejects with `LogUnavailableError`.
   */
  async read(from: ManifestCursor, signal: AbortSignal): Promise<ManifestBatch | undefined> {
    try {
      const former = this.#reader;
      const isAt = former?.from.seq === from.seq && former.from.stream === from.stream;
      const { consumer, stream } = this.#reader = isAt ? former : await this.#readerFrom(from);
      const first = await unlessAborted(consumer.next({ expires: NEWS_MS }), signal);
      if (!first) {
        // Silence is also what is heard of a consumer that went with its stream.
        if (!signal.aborted) await consumer.info();
        return undefined;
      }
      const messages = [first];
      const more = Math.min(first.info.pending, BATCH_ENTRIES - 1);
      if (more > 0) {
        const rest = await consumer.fetch({ max_messages: more, expires: BATCH_EXPIRES_MS });
        for await (const message of rest) messages.push(message);
      }
      const batch = batchOf(messages, stream);
      this.#reader = { consumer, stream, from: batch.to };
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

  async #readerFrom(from: ManifestCursor): Promise<Reader> {
    await this.#make();
    const { created, state } = await this.#manager.streams.info(RECORDINGS_STREAM);
    const isOf = from.stream === null ? from.seq <= state.last_seq : from.stream === created;
    const { name } = await this.#manager.consumers.add(RECORDINGS_STREAM, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: (isOf ? from.seq : 0) + 1,
      ack_policy: AckPolicy.None,
      inactive_threshold: READER_KEPT_MS * NS_PER_MS,
      mem_storage: true,
    });
    const consumer = await this.#client.consumers.get(RECORDINGS_STREAM, name);
    return { consumer, stream: `${created}`, from };
  }
}

interface Reader {
  readonly consumer: Consumer;
  /** When its stream was made. */
  readonly stream: string;
  /** The cursor behind which it goes on. */
  readonly from: ManifestCursor;
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

function batchOf(messages: readonly JsMsg[], stream: string): ManifestBatch {
  const parsed = messages.map(({ data }) => ManifestEntry.safeParse(decode(data)));
  const entries = parsed.flatMap(({ data }) => data ?? []);
  const to = { stream, seq: messages.at(-1)?.seq ?? 0 };
  return { to, entries, unreadable: parsed.length - entries.length };
}

function unavailable(error: unknown): LogUnavailableError {
  const reason = error instanceof Error ? error.message : String(error);
  return new LogUnavailableError(reason, { cause: error });
}
