/** A room's log as it stands in JetStream, and whether it could have come about. */
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

/**
 * The entries of a room from position `fromSeq` on, oldest first; without those that were trimmed.
 * Read as owners read it: where the stream has copies from its leader, as others may be behind.
 */
export async function readRoomLog(bus: NatsBus, roomId: RoomId, fromSeq = 1): Promise<LogEntry[]> {
  for (let read = 1;; read++) {
    try {
      return await readOnce(bus, roomId, fromSeq);
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

/** What is wrong with a room's history; nothing, if at each position one owner has written. */
export function historyProblems(entries: readonly LogEntry[]): string[] {
  const problems: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    if (!before) continue;
    const at = `entry ${entry.seq} of ${entry.hostId}`;
    const facts = before.commands.reduce((sum, { events }) => sum + events.length, 0);
    if (entry.rev !== before.rev + facts) {
      problems.push(`${at} begins at revision ${entry.rev}, not ${before.rev + facts}`);
    }
    if (entry.epoch === before.epoch) {
      if (entry.hostId !== before.hostId) problems.push(`${at} shares epoch ${entry.epoch}`);
    } else if (entry.epoch !== before.epoch + 1 || !entry.adopted) {
      problems.push(`${at} has epoch ${entry.epoch} after ${before.epoch}`);
    }
  }
  return problems;
}
