/** A room's log as it stands in JetStream, and whether it could have come about. */
import { AckPolicy, DeliverPolicy, JetStreamApiError, jetstreamManager } from "@nats-io/jetstream";
import { z } from "zod";
import type { NatsBus } from "../../kit/mod.ts";
import { type RoomId, shardOf, subjects } from "../../protocol/mod.ts";

const READ_LIMIT_MS = 10_000;
/** The server drops the reader's consumer so long after the reader has gone. */
const CONSUMER_INACTIVE_NS = 5_000_000_000;
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

/** The entries of a room from position `fromSeq` on, oldest first; without those that were trimmed. */
export async function readRoomLog(bus: NatsBus, roomId: RoomId, fromSeq = 1): Promise<LogEntry[]> {
  const stream = `ROOM_LOG_${shardOf(roomId)}`;
  const subject = subjects.roomLog(roomId);
  const manager = await jetstreamManager(bus.connection, { timeout: READ_LIMIT_MS });
  const last = await manager.direct.getMessage(stream, { last_by_subj: subject })
    .catch((error) => {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return null;
      throw error;
    });
  if (!last || last.seq < fromSeq) return [];
  const entries: LogEntry[] = [];
  const inbox = bus.inbox();
  const messages = bus.connection.subscribe(inbox, { timeout: READ_LIMIT_MS });
  try {
    // A consumer of its own: the client's ordered ones need a server of 2.10 or later.
    await manager.consumers.add(stream, {
      deliver_subject: inbox,
      filter_subject: subject,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: fromSeq,
      ack_policy: AckPolicy.None,
      inactive_threshold: CONSUMER_INACTIVE_NS,
      mem_storage: true,
      num_replicas: 1,
    });
    for await (const message of messages) {
      const seq = Number(message.reply?.split(".")[5]);
      entries.push({ ...LogEntry.parse(message.json()), seq });
      if (seq >= last.seq) return entries;
    }
  } finally {
    messages.unsubscribe();
  }
  throw new Error(`Cannot read the log of ${roomId}: it ended after ${entries.length} entries`);
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
