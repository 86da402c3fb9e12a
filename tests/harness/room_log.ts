/** A room's log as it stands in JetStream. `log_history.ts` tells whether it could have come about. */
import { JetStreamApiError, jetstreamManager } from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import { z } from "zod";
import {
  readEntries,
  replayEntries,
  type ReplayRange,
} from "../../control/actor/jetstream_replay.ts";
import { decode, type NatsBus } from "../../kit/mod.ts";
import { type RoomId, shardOf, subjects } from "../../protocol/mod.ts";

const READ_LIMIT_MS = 3_000;
/** A question to a leader that is just being replaced gets no answer: it is put again. */
const READS_MAX = 5;
/** JetStream's code for a subject without messages. */
const NO_MESSAGE = 10037;

/** Snapshots name the log position they stand for in this header. */
const SNAPSHOT_SEQ_HEADER = "Parley-Log-Seq";

/** What one append wrote, as far as its checks need it. */
const LogEntry = z.object({
  hostId: z.string(),
  epoch: z.int().positive(),
  rev: z.int().nonnegative(),
  adopted: z.boolean().optional(),
  commands: z.array(z.object({ id: z.string(), events: z.array(z.unknown()) })),
});
export type LogEntry = z.infer<typeof LogEntry> & {
  /** Its position in the stream. */
  readonly seq: number;
};

/** As much of a room's newest snapshot as is needed to tell what it holds. */
export interface RoomSnapshot {
  /** The log position it stands for: what was before it may be trimmed. */
  readonly seq: number;
  /** Commands whose facts it holds, in order; the oldest are forgotten. */
  readonly ids: readonly string[];
}
const StoredSnapshot = z.object({ ids: z.array(z.tuple([z.string(), z.number()])) });

/**
 * The entries of a room from position `fromSeq` on, oldest first; without those that were trimmed.
 * Read as owners read it: where the stream has copies from its leader, as others may be behind.
 */
export async function readRoomLog(bus: NatsBus, roomId: RoomId, fromSeq = 1): Promise<LogEntry[]> {
  return await patiently(() => readOnce(bus, roomId, fromSeq));
}

/** The newest snapshot of a room, if there is one. */
export async function readRoomSnapshot(
  bus: NatsBus,
  roomId: RoomId,
): Promise<RoomSnapshot | undefined> {
  return await patiently(async () => {
    const manager = await jetstreamManager(bus.connection, { timeout: READ_LIMIT_MS });
    const query = { last_by_subj: subjects.roomSnapshot(roomId) };
    const stored = await manager.streams.getMessage(`ROOM_SNAPSHOT_${shardOf(roomId)}`, query);
    if (!stored) return undefined;
    const { ids } = StoredSnapshot.parse(decode(stored.data));
    return { seq: Number(stored.header.get(SNAPSHOT_SEQ_HEADER)), ids: ids.map(([id]) => id) };
  });
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let read = 1;; read++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || read === READS_MAX) throw error;
    }
  }
}

async function readOnce(bus: NatsBus, roomId: RoomId, fromSeq: number): Promise<LogEntry[]> {
  const stream = `ROOM_LOG_${shardOf(roomId)}`;
  const subject = subjects.roomLog(roomId);
  const manager = await jetstreamManager(bus.connection, { timeout: READ_LIMIT_MS });
  const last = await manager.streams.getMessage(stream, { last_by_subj: subject })
    .catch((error) => {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return null;
      throw error;
    });
  if (!last || last.seq < fromSeq) return [];
  const { config: { num_replicas: copies } } = await manager.streams.info(stream);
  const range: ReplayRange = { stream, subject, fromSeq, toSeq: last.seq };
  const entries = copies > 1
    ? await readEntries(manager, range)
    : await replayEntries(bus, manager, range);
  return entries.map(({ seq, data }) => ({ ...LogEntry.parse(decode(data)), seq }));
}
