import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
} from "@nats-io/jetstream";
import { ManifestEntry, type RecordingId, subjects } from "../../protocol/mod.ts";
import { decode, encode } from "../codec.ts";
import type { NatsBus } from "../nats_bus.ts";
import { makeRecordingStreams, RECORDINGS_STREAM } from "./streams.ts";

/** Entries of one manifest: a day of a hundred people. */
const ENTRIES_MAX = 4_000_000;
/** Entries that are asked for at once. */
const BATCH_ENTRIES = 500;
const BATCH_EXPIRES_MS = 1_000;
/** Batches in a row that may bring nothing. */
const EMPTY_BATCHES_MAX = 2;
/** A reading that came to an end too soon is begun again so often: somebody may have deleted the rest. */
const READINGS_MAX = 6;
const TIMEOUT_MS = 5_000;
/** A reader that its process has left goes by itself. */
const READER_KEPT_MS = 60_000;
const NS_PER_MS = 1_000_000;

/** A manifest can't be read or written: trying again later helps. */
export class ManifestUnavailableError extends Error {
  override readonly name = "ManifestUnavailableError";
  readonly code = "manifest-unavailable";
  constructor(id: RecordingId, reason: string, options?: ErrorOptions) {
    super(`Cannot use the manifest of ${id}: ${reason}`, options);
  }
}

/** Manifests as those who work on recordings read and write them. */
export class ManifestLog {
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #reader: string;
  /** One manifest is read at a time: the reader is one consumer. */
  #reading: Promise<unknown> = Promise.resolve();

  private constructor(client: JetStreamClient, manager: JetStreamManager, reader: string) {
    this.#client = client;
    this.#manager = manager;
    this.#reader = reader;
  }

  /**
   * `reader` names this process's consumer: the only one that its bus user may make. Rejects with
   * `StreamUnavailableError`.
   */
  static async open(
    bus: NatsBus,
    { reader, replicas }: { reader: string; replicas: number },
  ): Promise<ManifestLog> {
    await makeRecordingStreams(bus, replicas);
    const manager = await jetstreamManager(bus.connection, {
      timeout: TIMEOUT_MS,
      checkAPI: false,
    });
    return new ManifestLog(jetstream(bus.connection, { timeout: TIMEOUT_MS }), manager, reader);
  }

  /** What is written now, in order; what can't be read is left out. Rejects with {@linkcode ManifestUnavailableError}. */
  async read(id: RecordingId): Promise<ManifestEntry[]> {
    const turn = this.#reading.then(() => this.#read(id));
    this.#reading = turn.catch(() => {});
    try {
      return await turn;
    } catch (error) {
      throw unavailable(id, error);
    }
  }

  /** `messageId`: written again with the same one it stands there once. Rejects as `read` does. */
  async append(entry: ManifestEntry, messageId: string): Promise<void> {
    const { recordingId } = entry;
    try {
      await this.#client.publish(subjects.recordingLog(recordingId), encode(entry), {
        msgID: `${recordingId}/${messageId}`,
      });
    } catch (error) {
      throw unavailable(recordingId, error);
    }
  }

  async #read(id: RecordingId): Promise<ManifestEntry[]> {
    for (let readings = 1;; readings++) {
      const { entries, missing } = await this.#readOnce(id);
      if (missing === 0) return entries;
      if (readings === READINGS_MAX) throw new Error(`${missing} entries did not come`);
    }
  }

  async #readOnce(id: RecordingId): Promise<{ entries: ManifestEntry[]; missing: number }> {
    const entries: ManifestEntry[] = [];
    // What a former reading has left stands at another recording.
    await this.#manager.consumers.delete(RECORDINGS_STREAM, this.#reader).catch(() => {});
    const { num_pending: count } = await this.#manager.consumers.add(RECORDINGS_STREAM, {
      name: this.#reader,
      filter_subject: subjects.recordingLog(id),
      deliver_policy: DeliverPolicy.All,
      ack_policy: AckPolicy.None,
      inactive_threshold: READER_KEPT_MS * NS_PER_MS,
      mem_storage: true,
    });
    if (count > ENTRIES_MAX) throw new Error(`it has ${count} entries`);
    const consumer = await this.#client.consumers.get(RECORDINGS_STREAM, this.#reader);
    let [read, empty] = [0, 0];
    while (read < count && empty < EMPTY_BATCHES_MAX) {
      const before = read;
      const batch = await consumer.fetch({
        max_messages: Math.min(BATCH_ENTRIES, count - read),
        expires: BATCH_EXPIRES_MS,
      });
      for await (const message of batch) {
        read++;
        const parsed = ManifestEntry.safeParse(decode(message.data));
        if (parsed.success) entries.push(parsed.data);
      }
      empty = read === before ? empty + 1 : 0;
    }
    await this.#manager.consumers.delete(RECORDINGS_STREAM, this.#reader).catch(() => {});
    return { entries, missing: count - read };
  }
}

function unavailable(id: RecordingId, error: unknown): ManifestUnavailableError {
  if (error instanceof ManifestUnavailableError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ManifestUnavailableError(id, reason, { cause: error });
}
