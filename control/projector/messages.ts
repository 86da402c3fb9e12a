/** What was written, with its files. */
import type { Transaction } from "../store/mod.ts";
import type { FactOf } from "../room/mod.ts";
import type { Place } from "./place.ts";
import { json, time } from "./sql.ts";

export type MessageFact = FactOf<
  | "MessageSent"
  | "MessageEdited"
  | "MessageDeleted"
  | "MessageReacted"
  | "FileReady"
  | "BreakoutsPlanned"
  | "PeersMoved"
>;

export async function keepMessages(
  sql: Transaction,
  fact: MessageFact,
  { roomId }: Place,
): Promise<void> {
  switch (fact.type) {
    case "BreakoutsPlanned":
      await sql`UPDATE room_heads SET plans = plans + 1 WHERE room_id = ${roomId}`;
      return;
    case "PeersMoved":
      for (const [peerId, breakoutId] of Object.entries(fact.moved)) {
        if (breakoutId) await visit(sql, { roomId, breakoutId, peerId });
      }
      return;
    case "MessageSent": {
      const { message } = fact;
      const breakoutId = message.breakout;
      await sql`INSERT INTO messages (room_id, message_id, from_peer, name, at, to_peer, breakout_id,
          plan, announcement, text, reply_to, files)
        SELECT ${roomId}, ${message.id}, ${message.from}, ${message.name}, ${time(message.at)},
          ${message.to ?? null}, ${breakoutId ?? null},
          CASE WHEN ${breakoutId !== undefined} THEN plans END,
          ${message.announcement ?? false}, ${message.text}, ${message.replyTo ?? null},
          ${message.files ? json(message.files) : null}::text::jsonb
        FROM room_heads WHERE room_id = ${roomId}`;
      if (breakoutId !== undefined && message.from !== null) {
        await visit(sql, { roomId, breakoutId, peerId: message.from });
      }
      const files = message.files?.map(({ id }) => id) ?? [];
      if (files.length > 0) {
        await sql`UPDATE files SET message_id = ${message.id}
          WHERE room_id = ${roomId} AND file_id = ANY(${files})`;
      }
      return;
    }
    case "MessageEdited":
      await sql`UPDATE messages SET text = ${fact.text}, edited_at = ${time(fact.at)}
        WHERE room_id = ${roomId} AND message_id = ${fact.messageId}`;
      return;
    case "MessageDeleted": {
      const message = sql`room_id = ${roomId} AND message_id = ${fact.messageId}`;
      await sql`UPDATE messages SET text = '', files = NULL, deleted_at = ${time(fact.at)}
        WHERE ${message}`;
      await sql`DELETE FROM message_reactions WHERE ${message}`;
      await sql`UPDATE files SET state = 'deleted' WHERE ${message}`;
      return;
    }
    case "MessageReacted": {
      const { messageId, emoji, peerId } = fact;
      await (fact.on
        ? sql`INSERT INTO message_reactions (room_id, message_id, emoji, peer_id)
            SELECT room_id, message_id, ${emoji}, ${peerId} FROM messages
            WHERE room_id = ${roomId} AND message_id = ${messageId}
            ON CONFLICT DO NOTHING`
        : sql`DELETE FROM message_reactions WHERE room_id = ${roomId}
            AND message_id = ${messageId} AND emoji = ${emoji} AND peer_id = ${peerId}`);
      return;
    }
    case "FileReady": {
      const { id, name, mediaType, sizeBytes, width, height, thumbnail } = fact.file;
      await sql`INSERT INTO files AS known (file_id, room_id, by_peer, name, media_type, size_bytes,
          width, height, thumbnail, state)
        VALUES (${id}, ${roomId}, ${fact.by}, ${name}, ${mediaType}, ${sizeBytes},
          ${width ?? null}, ${height ?? null}, ${thumbnail}, 'ready')
        ON CONFLICT (file_id) DO UPDATE SET state = 'ready'
        WHERE known.room_id = ${roomId} AND known.state <> 'deleted'`;
      return;
    }
    default:
      return fact satisfies never;
  }
}

/** Whether everybody in the room may see the message. */
export async function isPublic(
  sql: Transaction,
  { roomId }: Place,
  messageId: number,
): Promise<boolean> {
  const rows =
    await sql`SELECT FROM messages WHERE room_id = ${roomId} AND message_id = ${messageId}
    AND to_peer IS NULL AND breakout_id IS NULL`;
  return rows.length === 1;
}

/** Whether somebody deletes what is their own. */
export async function isOwn(
  sql: Transaction,
  { roomId }: Place,
  { messageId, by }: FactOf<"MessageDeleted">,
): Promise<boolean> {
  if (by.kind !== "peer") return false;
  const rows =
    await sql`SELECT FROM messages WHERE room_id = ${roomId} AND message_id = ${messageId}
    AND from_peer = ${by.peerId}`;
  return rows.length === 1;
}

async function visit(
  sql: Transaction,
  { roomId, breakoutId, peerId }: { roomId: string; breakoutId: string; peerId: string },
): Promise<void> {
  await sql`INSERT INTO breakout_visits (room_id, plan, breakout_id, peer_id)
    SELECT ${roomId}, plans, ${breakoutId}, ${peerId} FROM room_heads WHERE room_id = ${roomId}
    ON CONFLICT DO NOTHING`;
}
