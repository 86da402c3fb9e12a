import {
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  type MsgRequest,
  type StoredMsg,
} from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import type { NatsBus } from "../../kit/mod.ts";
import { JetStreamPlaces, type JetStreamPlacesOptions } from "./jetstream_places.ts";
import { JetStreamReader } from "./jetstream_reader.ts";
import { placeId } from "./jetstream_walk.ts";
import { LogMarks, READER_LAG_MAX } from "./log_reading.ts";
import { type ActorLog, type AppendResult, type LogContent, LogUnavailableError } from "./log.ts";

export interface JetStreamLogOptions
  extends
    Pick<JetStreamPlacesOptions, "name" | "prefix">,
    Partial<Pick<JetStreamPlacesOptions, "shards" | "replicas">> {
  /** How long the server may take for one answer. */
  timeoutMs?: number;
  /**
   * Whether somebody follows all logs with a `LogTail`: then no entry is dropped before it was read,
   * unless the reader is more than this many messages of a shard behind. Default: nobody does.
   */
  reader?: { lagMax?: number };
}

const TIMEOUT_MS = 500;
const OPEN_TIMEOUT_MS = 5_000;
/** JetStream's own codes. */
const WRONG_LAST_SEQUENCE = 10071;
/** Snapshots name the log sequence they stand for in this header. */
const SEQ_HEADER = "Parley-Log-Seq";
/** Tells an owner's entry from another's at the same place. */
const ENTRY_ID_HEADER = "Parley-Entry-Id";

const UNDER_WAY: AppendResult = {
  ok: false,
  reason: "unknown",
  message: "an append is under way",
};

/**
 * Logs in JetStream streams on file storage: `<prefix>.log.<shard>.<id>` holds an actor's entries,
 * `<prefix>.snapshot.<shard>.<id>` its newest snapshot. The fence is made of two things, as neither is
 * enough:
 *
 * - Each append carries the expected last sequence of its subject, so the server refuses a stale owner.
 *   But of a stream with copies the leader checks that before it proposes the entry to the others:
 *   three owners who append at once are all let in by 2.9, and later servers keep what is under way in
 *   the leader's memory (nats-server's issues 4320 and 8469).
 * - Each append is named by its place, actor and expected sequence, as its message id. The server takes
 *   one message of a name, in all copies alike, within the two minutes for which it remembers names.
 *
 * So a repeated append is harmless, and whoever is told that its place is taken looks whose entry is
 * there. The name also tells a reader which entry comes before, so that a short log is read from its
 * end and nothing in between can be missing. What a reader can't see is whether the last entry was
 * the last: an owner that builds on less than there is has its claim refused, and reads again.
 *
 * The last entry of a subject is never purged: an emptied subject would accept an append that
 * expects 0, and a long stale owner of a never-written actor expects just that.
 */
export class JetStreamLog implements ActorLog {
  readonly #bus: NatsBus;
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #reader: JetStreamReader;
  readonly #places: JetStreamPlaces;
  /** Of whoever follows all logs, if anybody does. */
  readonly #marks: LogMarks | undefined;
  readonly #lagMax: number;

  private constructor(
    bus: NatsBus,
    manager: JetStreamManager,
    places: JetStreamPlaces,
    options: JetStreamLogOptions & { replicas: number; timeoutMs: number },
  ) {
    const { replicas, timeoutMs, reader } = options;
    this.#bus = bus;
    this.#manager = manager;
    this.#places = places;
    this.#reader = new JetStreamReader({ bus, manager, replicas });
    this.#client = jetstream(bus.connection, { timeout: timeoutMs });
    this.#marks = reader && new LogMarks(this.#client, manager, options);
    this.#lagMax = reader?.lagMax ?? READER_LAG_MAX;
  }

  /**
   * Makes the streams that are missing and waits until each has a leader. Rejects with
   * {@linkcode LogUnavailableError}.
   */
  static async open(bus: NatsBus, options: JetStreamLogOptions): Promise<JetStreamLog> {
    const all = { shards: 1, replicas: 1, timeoutMs: TIMEOUT_MS, ...options };
    const places = new JetStreamPlaces(all);
    try {
      // Making streams takes longer than using them, so it has a time limit of its own.
      const maker = await jetstreamManager(bus.connection, {
        timeout: OPEN_TIMEOUT_MS,
        checkAPI: false, // A cluster that is electing its leader could not answer.
      });
      await places.make(maker);
      if (all.reader) await LogMarks.make(maker, all, all.replicas);
      const manager = await jetstreamManager(bus.connection, {
        timeout: all.timeoutMs,
        checkAPI: false,
      });
      return new JetStreamLog(bus, manager, places, all);
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
    const header = headers();
    header.set(ENTRY_ID_HEADER, entryId);
    try {
      const ack = await this.#client.publish(this.#places.log(actorId).subject, entry, {
        msgID: placeId(actorId, expectedSeq),
        expect: { lastSubjectSequence: expectedSeq },
        headers: header,
      });
      if (!ack.duplicate) return { ok: true, seq: ack.seq };
      // A server may not know yet where the entry under way will stand.
      if (ack.seq === 0) return UNDER_WAY;
      return await this.#whoseEntry(actorId, entryId, { seq: ack.seq });
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) {
        const last = { last_by_subj: this.#places.log(actorId).subject };
        return await this.#whoseEntry(actorId, entryId, last, expectedSeq);
      }
      const message = error instanceof Error ? error.message : String(error);
      const certain = error instanceof JetStreamApiError ||
        (error instanceof Error && error.name === "JetStreamNotEnabled");
      return { ok: false, reason: certain ? "unavailable" : "unknown", message };
    }
  }

  /** The place is taken, perhaps by this entry's first try, or by one that is still on its way. */
  async #whoseEntry(
    actorId: string,
    entryId: string,
    where: MsgRequest,
    expectedSeq?: number,
  ): Promise<AppendResult> {
    try {
      const found = await this.#reader.message(this.#places.log(actorId).stream, where);
      if (found?.header.get(ENTRY_ID_HEADER) === entryId) return { ok: true, seq: found.seq };
      if ((found?.seq ?? 0) === expectedSeq) return UNDER_WAY;
      return { ok: false, reason: "wrong-sequence" };
    } catch (error) {
      return { ok: false, reason: "unknown", message: unavailable(error).message };
    }
  }

  async read(actorId: string): Promise<LogContent> {
    const log = this.#places.log(actorId);
    try {
      const [saved, last] = await Promise.all([
        this.#reader.last(this.#places.snapshot(actorId)),
        this.#reader.last(log),
      ]);
      const lastSeq = last?.seq ?? 0;
      const savedSeq = saved ? seqOf(saved) : 0;
      return {
        ...(saved && { snapshot: { seq: savedSeq, data: saved.data } }),
        entries: last && lastSeq > savedSeq
          ? await this.#reader.entriesAfter(savedSeq, last, log)
          : [],
        lastSeq,
      };
    } catch (error) {
      throw unavailable(error);
    }
  }

  async lastSeq(actorId: string): Promise<number> {
    try {
      return (await this.#reader.last(this.#places.log(actorId)))?.seq ?? 0;
    } catch (error) {
      throw unavailable(error);
    }
  }

  async snapshot(actorId: string, seq: number, data: Uint8Array): Promise<void> {
    const place = this.#places.snapshot(actorId);
    const header = headers();
    header.set(SEQ_HEADER, String(seq));
    try {
      // A paused owner may come late; the newest snapshot must win, since what it holds is purged.
      const saved = await this.#reader.last(place);
      if (saved && seqOf(saved) >= seq) return;
      await this.#client.publish(place.subject, data, {
        headers: header,
        expect: { lastSubjectSequence: saved?.seq ?? 0 },
      });
    } catch (error) {
      throw unavailable(error);
    }
  }

  async trim(actorId: string, seq: number): Promise<void> {
    const { stream, subject } = this.#places.log(actorId);
    try {
      const before = Math.min(seq, await this.#droppable(actorId, seq));
      // Before 1 there is nothing, and 2.9 takes it for "everything".
      if (before > 1) await this.#manager.streams.purge(stream, { filter: subject, seq: before });
    } catch (error) {
      throw unavailable(error);
    }
  }

  async purge(actorId: string, seq: number): Promise<void> {
    const place = this.#places.snapshot(actorId);
    try {
      // All or nothing: what would be left without its snapshot could not be folded.
      if (!await this.#hasBeenRead(actorId, seq)) {
        throw new LogUnavailableError("what is to be dropped has not been read yet");
      }
      const saved = await this.#reader.last(place);
      if (saved && seqOf(saved) < seq) {
        const before = { filter: place.subject, seq: saved.seq + 1 };
        await this.#manager.streams.purge(place.stream, before);
      }
    } catch (error) {
      throw unavailable(error);
    }
    await this.trim(actorId, seq);
  }

  /** Whether all of the actor's entries before `seq` may go. */
  async #hasBeenRead(actorId: string, seq: number): Promise<boolean> {
    const from = await this.#droppable(actorId, seq);
    if (from >= seq) return true;
    // Others' entries may wait in the same stream; what counts is the actor's first that does.
    const { stream, subject } = this.#places.log(actorId);
    const query = { seq: from, next_by_subj: subject };
    const next = await this.#manager.streams.getMessage(stream, query);
    return next === null || next.seq >= seq;
  }

  /** Entries below this sequence may go, as far as the reader of all logs is concerned. */
  async #droppable(actorId: string, seq: number): Promise<number> {
    if (!this.#marks) return seq;
    const read = await this.#marks.get(this.partOf(actorId));
    return Math.max(read + 1, seq - this.#lagMax);
  }

  partOf(actorId: string): number {
    return this.#places.partOf(actorId);
  }
}

function seqOf(snapshot: StoredMsg): number {
  return Number(snapshot.header.get(SEQ_HEADER));
}

function unavailable(error: unknown): LogUnavailableError {
  if (error instanceof LogUnavailableError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new LogUnavailableError(reason, { cause: error });
}
