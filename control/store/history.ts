import { z } from "zod";
import {
  type AuditEntry,
  type ChatMessage,
  Doer,
  FileView,
  HistoryEvent,
  type PeerId,
  type RoomHistoryEntry,
  type RoomId,
} from "../../protocol/mod.ts";
import type { Database } from "./database.ts";

/** Somebody's place in a meeting's history. */
export interface Standing {
  /** Was in the room at least once. */
  readonly joined: boolean;
  /** Was removed last time, or is kept out. */
  readonly removed: boolean;
  /** Epoch ms; absent: the room has not ended, as far as is known. */
  readonly endedAt?: number;
}

export interface MessageQuery {
  roomId: RoomId;
  /** Who asks: what this person may not see is not there. */
  peerId: PeerId;
  /** Only older ones. */
  before?: number | undefined;
  limit: number;
  /** Words that all have to be in the text. */
  search?: string | undefined;
}

/** A poll with its answers; of an anonymous one without names. */
export interface PollRecord {
  readonly question: string;
  readonly options: readonly string[];
  readonly anonymous: boolean;
  readonly answers: readonly {
    name: string | null;
    at: number | null;
    choices: readonly number[];
  }[];
}

const number = z.coerce.number();
const epochMs = z.date().transform((date) => date.getTime());

const MessageRow = z.object({
  message_id: number,
  from_peer: z.string().nullable(),
  name: z.string(),
  at: epochMs,
  to_peer: z.string().nullable(),
  breakout_id: z.string().nullable(),
  announcement: z.boolean(),
  text: z.string(),
  reply_to: number.nullable(),
  files: z.array(FileView).nullable(),
  edited_at: epochMs.nullable(),
  deleted_at: epochMs.nullable(),
  reactions: z.record(z.string(), z.array(z.string())).nullable(),
}).transform((row): ChatMessage => ({
  id: row.message_id,
  from: row.from_peer,
  name: row.name,
  at: row.at,
  ...(row.to_peer !== null && { to: row.to_peer }),
  ...(row.breakout_id !== null && { breakout: row.breakout_id }),
  ...(row.announcement && { announcement: true as const }),
  text: row.text,
  ...(row.reply_to !== null && { replyTo: row.reply_to }),
  ...(row.files && { files: row.files }),
  ...(row.edited_at !== null && { editedAt: row.edited_at }),
  ...(row.deleted_at !== null && { deleted: true as const }),
  ...(row.reactions && { reactions: row.reactions }),
}));

const EventRow = z.object({ rev: number, at: epochMs, event: HistoryEvent });

const AuditRow = z.object({
  rev: number,
  at: epochMs,
  by_kind: z.string(),
  by_id: z.string().nullable(),
  act: z.string(),
  subject: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
}).transform(({ by_kind: kind, by_id: id, ...rest }): AuditEntry => ({
  ...rest,
  by: Doer.parse({ kind, ...(kind === "peer" ? { peerId: id } : { name: id ?? "" }) }),
}));

const PollRow = z.object({
  question: z.string(),
  options: z.array(z.string()),
  anonymous: z.boolean(),
});
const AnswerRow = z.object({
  name: z.string().nullable(),
  at: epochMs.nullable(),
  choices: z.array(z.int()),
});

/** What rooms left behind. All reject with `StoreUnavailableError` when the database can't answer. */
export class History {
  constructor(private readonly database: Database) {}

  async standing(roomId: RoomId, peerId: PeerId): Promise<Standing> {
    const rows = await this.database.run((sql) =>
      sql`SELECT room.ended_at, person.joins, person.blocked_at, person.left_reason
        FROM room_heads AS room
        LEFT JOIN participants AS person ON person.room_id = room.room_id
          AND person.peer_id = ${peerId}
        WHERE room.room_id = ${roomId}`
    );
    const row = rows[0];
    const endedAt = row?.["ended_at"];
    return {
      joined: Number(row?.["joins"] ?? 0) > 0,
      removed: row?.["left_reason"] === "removed" || Boolean(row?.["blocked_at"]),
      ...(endedAt instanceof Date && { endedAt: endedAt.getTime() }),
    };
  }

  /**
   * The newest messages first. Everybody who was let in may read what was said to all, the two what one
   * wrote to the other, and what was said in a breakout whoever has been there.
   */
  async messages({ roomId, peerId, before, limit, search }: MessageQuery): Promise<ChatMessage[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT message.*, (
          SELECT jsonb_object_agg(emoji, peers) FROM (
            SELECT emoji, jsonb_agg(peer_id ORDER BY peer_id) AS peers FROM message_reactions
            WHERE room_id = message.room_id AND message_id = message.message_id GROUP BY emoji
          ) AS by_emoji
        ) AS reactions
        FROM messages AS message
        WHERE room_id = ${roomId}
          AND ${before === undefined ? sql`TRUE` : sql`message_id < ${before}`}
          AND ${
        search === undefined ? sql`TRUE` : sql`search @@ websearch_to_tsquery('simple', ${search})`
      }
          AND CASE
            WHEN to_peer IS NOT NULL THEN ${peerId} IN (to_peer, from_peer)
            WHEN breakout_id IS NULL OR announcement THEN TRUE
            ELSE EXISTS (SELECT FROM breakout_visits AS visit
              WHERE visit.room_id = message.room_id AND visit.plan = message.plan
                AND visit.breakout_id = message.breakout_id AND visit.peer_id = ${peerId})
          END
        ORDER BY message_id DESC LIMIT ${limit}`
    );
    return rows.map((row) => MessageRow.parse(row));
  }

  /** Oldest first. */
  async events(roomId: RoomId, after: number, limit: number): Promise<RoomHistoryEntry[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT rev, at, event FROM room_events WHERE room_id = ${roomId} AND rev > ${after}
        ORDER BY rev LIMIT ${limit}`
    );
    return rows.map((row) => ({ v: 1, roomId, ...EventRow.parse(row) }));
  }

  /** Newest first. */
  async audit(roomId: RoomId, before: number | undefined, limit: number): Promise<AuditEntry[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT rev, at, by_kind, by_id, act, subject, details FROM audit
        WHERE room_id = ${roomId} AND ${before === undefined ? sql`TRUE` : sql`rev < ${before}`}
        ORDER BY rev DESC LIMIT ${limit}`
    );
    return rows.map((row) => AuditRow.parse(row));
  }

  async poll(roomId: RoomId, pollId: string): Promise<PollRecord | undefined> {
    const [polls, answers] = await Promise.all([
      this.database.run((sql) =>
        sql`SELECT question, options, anonymous FROM polls
          WHERE room_id = ${roomId} AND poll_id = ${pollId}`
      ),
      this.database.run((sql) =>
        sql`SELECT person.name, answer.at, answer.choices FROM poll_answers AS answer
          LEFT JOIN participants AS person
            ON person.room_id = answer.room_id AND person.peer_id = answer.voter
          WHERE answer.room_id = ${roomId} AND answer.poll_id = ${pollId}
          ORDER BY answer.at, answer.choices`
      ),
    ]);
    if (!polls[0]) return undefined;
    return { ...PollRow.parse(polls[0]), answers: answers.map((row) => AnswerRow.parse(row)) };
  }
}
