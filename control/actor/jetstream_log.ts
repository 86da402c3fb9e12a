import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  StorageType,
  type StoredMsg,
} from "@nats-io/jetstream";
import { headers, type Msg } from "@nats-io/nats-core";
import type { NatsBus } from "../../kit/mod.ts";
import { shardOf } from "../../protocol/mod.ts";
import { type ActorLog, type AppendResult, type LogContent, LogUnavailableError } from "./log.ts";
import { makeStream } from "./make_stream.ts";

export interface JetStreamLogOptions {
  /** Names the streams: "ROOM" makes `ROOM_LOG_0` and `ROOM_SNAPSHOT_0`. */
  name: string;
  /** Begins the subjects: "room" makes `room.log.<shard>.<id>`. */
  prefix: string;
  /** Streams to spread over a cluster, and to keep trims short. Changing it moves actors to other streams: don't. */
  shards?: number;
  /** Copies of each stream in a cluster. */
  replicas?: number;
  /** How long the server may take for one answer. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 500;
const OPEN_TIMEOUT_MS = 10_000;
/** A replay ends when no entry came for so long. */
const REPLAY_SILENCE_MS = 2_000;
/** The server drops a reader's consumer after so long without the reader. */
const CONSUMER_INACTIVE_NS = 5_000_000_000;
/** JetStream's own codes. */
const WRONG_LAST_SEQUENCE = 10071;
/** Snapshots name the log sequence they stand for in this header. */
const SEQ_HEADER = "Parley-Log-Seq";
const ENTRY_ID_HEADER = "Nats-Msg-Id";

/**
 * Logs in JetStream streams on file storage: `<prefix>.log.<shard>.<id>` holds an actor's entries,
 * `<prefix>.snapshot.<shard>.<id>` its newest snapshot. Each append carries the expected last
 * sequence of its subject, so the server refuses a stale owner; the entry's id makes a repeated
 * append harmless.
 *
 * The last entry of a subject is never purged: an emptied subject would accept an append that
 * expects 0, and a long stale owner of a never-written actor expects just that.
 */
export class JetStreamLog implements ActorLog {
  readonly #bus: NatsBus;
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #options: Required<JetStreamLogOptions>;

  private constructor(
    bus: NatsBus,
    manager: JetStreamManager,
    options: Required<JetStreamLogOptions>,
  ) {
    this.#bus = bus;
    this.#manager = manager;
    this.#client = jetstream(bus.connection, { timeout: options.timeoutMs });
    this.#options = options;
  }

  /** Makes the streams that are missing. Rejects with {@linkcode LogUnavailableError}. */
  static async open(bus: NatsBus, options: JetStreamLogOptions): Promise<JetStreamLog> {
    const all = { shards: 1, replicas: 1, timeoutMs: TIMEOUT_MS, ...options };
    const common = { num_replicas: all.replicas, storage: StorageType.File, allow_direct: true };
    try {
      // Making streams takes longer than using them, so it has a time limit of its own.
      const maker = await jetstreamManager(bus.connection, { timeout: OPEN_TIMEOUT_MS });
      await Promise.all(Array.from({ length: all.shards }, async (_, shard) => {
        await makeStream(maker, {
          ...common,
          name: `${all.name}_LOG_${shard}`,
          subjects: [`${all.prefix}.log.${shard}.>`],
        });
        await makeStream(maker, {
          ...common,
          name: `${all.name}_SNAPSHOT_${shard}`,
          subjects: [`${all.prefix}.snapshot.${shard}.>`],
          max_msgs_per_subject: 1,
        });
      }));
      const manager = await jetstreamManager(bus.connection, { timeout: all.timeoutMs });
      return new JetStreamLog(bus, manager, all);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async append(
    actorId: string,
    expectedSeq: number,
    entryId: string,
    entry: Uint8Array,
  ): Promise<AppendResult> {
    // Certain as long as nothing was handed to the client, which would send it after reconnecting.
    if (this.#bus.connection.isClosed()) {
      return { ok: false, reason: "unavailable", message: "the connection is closed" };
    }
    try {
      const ack = await this.#client.publish(this.#at(actorId).log, entry, {
        msgID: entryId,
        expect: { lastSubjectSequence: expectedSeq },
      });
      return { ok: true, seq: ack.seq };
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) {
        return await this.#foundWritten(actorId, entryId);
      }
      const message = error instanceof Error ? error.message : String(error);
      const certain = error instanceof JetStreamApiError ||
        (error instanceof Error && error.name === "JetStreamNotEnabled");
      return { ok: false, reason: certain ? "unavailable" : "unknown", message };
    }
  }

  /** A repeated append may be refused because its first try is the last entry. */
  async #foundWritten(actorId: string, entryId: string): Promise<AppendResult> {
    try {
      const { logStream, log } = this.#at(actorId);
      const last = await this.#last(logStream, log);
      return last?.header.get(ENTRY_ID_HEADER) === entryId
        ? { ok: true, seq: last.seq }
        : { ok: false, reason: "wrong-sequence" };
    } catch (error) {
      return { ok: false, reason: "unknown", message: unavailable(error).message };
    }
  }

  async read(actorId: string): Promise<LogContent> {
    const { logStream, log, snapshotStream, snapshot } = this.#at(actorId);
    try {
      const [saved, last] = await Promise.all([
        this.#last(snapshotStream, snapshot),
        this.#last(logStream, log),
      ]);
      const lastSeq = last?.seq ?? 0;
      const savedSeq = saved ? seqOf(saved) : 0;
      const entries = last && lastSeq > savedSeq
        ? await this.#entries(actorId, savedSeq + 1, last)
        : [];
      return {
        ...(saved && { snapshot: { seq: savedSeq, data: saved.data } }),
        entries,
        lastSeq,
      };
    } catch (error) {
      throw unavailable(error);
    }
  }

  async lastSeq(actorId: string): Promise<number> {
    const { logStream, log } = this.#at(actorId);
    try {
      return (await this.#last(logStream, log))?.seq ?? 0;
    } catch (error) {
      throw unavailable(error);
    }
  }

  async snapshot(actorId: string, seq: number, data: Uint8Array): Promise<void> {
    const { snapshotStream, snapshot } = this.#at(actorId);
    const header = headers();
    header.set(SEQ_HEADER, String(seq));
    try {
      // A paused owner may come late; the newest snapshot must win, since what it holds is purged.
      const saved = await this.#last(snapshotStream, snapshot);
      if (saved && seqOf(saved) >= seq) return;
      await this.#client.publish(snapshot, data, {
        headers: header,
        expect: { lastSubjectSequence: saved?.seq ?? 0 },
      });
    } catch (error) {
      throw unavailable(error);
    }
  }

  async trim(actorId: string, seq: number): Promise<void> {
    const { logStream, log } = this.#at(actorId);
    try {
      await this.#manager.streams.purge(logStream, { filter: log, seq });
    } catch (error) {
      throw unavailable(error);
    }
  }

  async purge(actorId: string, seq: number): Promise<void> {
    const { snapshotStream, snapshot } = this.#at(actorId);
    try {
      const saved = await this.#last(snapshotStream, snapshot);
      if (saved && seqOf(saved) < seq) {
        await this.#manager.streams.purge(snapshotStream, { filter: snapshot, seq: saved.seq + 1 });
      }
    } catch (error) {
      throw unavailable(error);
    }
    await this.trim(actorId, seq);
  }

  /** Everything from `startSeq` to `last`, pushed by a short-lived consumer in one stream of messages. */
  async #entries(
    actorId: string,
    startSeq: number,
    last: StoredMsg,
  ): Promise<LogContent["entries"]> {
    const { logStream, log } = this.#at(actorId);
    const entries: { seq: number; data: Uint8Array }[] = [];
    const inbox = this.#bus.inbox();
    const done = Promise.withResolvers<void>();
    done.promise.catch(() => {}); // The creation below may reject first.
    let silence: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(
        () => done.reject(new Error(`no entry for ${REPLAY_SILENCE_MS} ms`)),
        REPLAY_SILENCE_MS,
      );
    };
    const subscription = this.#bus.connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error) return done.reject(error);
        const seq = streamSeq(message);
        if (seq === undefined || seq > last.seq) return;
        entries.push({ seq, data: message.data });
        if (seq === last.seq) done.resolve();
        else listen();
      },
    });
    try {
      listen();
      const { name } = await this.#manager.consumers.add(logStream, {
        deliver_subject: inbox,
        filter_subject: log,
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: startSeq,
        ack_policy: AckPolicy.None,
        inactive_threshold: CONSUMER_INACTIVE_NS,
        mem_storage: true,
        num_replicas: 1,
      });
      await done.promise;
      // The threshold removes it too, only later.
      this.#manager.consumers.delete(logStream, name).catch(() => {});
      return entries;
    } finally {
      clearTimeout(silence);
      subscription.unsubscribe();
    }
  }

  #last(stream: string, subject: string): Promise<StoredMsg | null> {
    return this.#manager.direct.getMessage(stream, { last_by_subj: subject });
  }

  #at(actorId: string) {
    const { name, prefix, shards } = this.#options;
    const shard = shardOf(actorId, shards);
    return {
      logStream: `${name}_LOG_${shard}`,
      log: `${prefix}.log.${shard}.${actorId}`,
      snapshotStream: `${name}_SNAPSHOT_${shard}`,
      snapshot: `${prefix}.snapshot.${shard}.${actorId}`,
    };
  }
}

/** A delivery's reply subject is `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.…`. */
function streamSeq(message: Msg): number | undefined {
  const token = message.reply?.split(".")[5];
  return token === undefined ? undefined : Number(token);
}

function seqOf(snapshot: StoredMsg): number {
  return Number(snapshot.header.get(SEQ_HEADER));
}

function unavailable(error: unknown): LogUnavailableError {
  if (error instanceof LogUnavailableError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new LogUnavailableError(reason, { cause: error });
}
