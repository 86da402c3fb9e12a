/** Who was in a room, from when to when, as what; and when the room itself began and ended. */
import type { Transaction } from "../store/mod.ts";
import type { FactOf } from "../room/mod.ts";
import type { Place } from "./place.ts";
import { time } from "./sql.ts";

export type PeopleFact = FactOf<
  | "RoomCreated"
  | "RoomEnded"
  | "PeerKnocked"
  | "PeerAdmitted"
  | "PeerJoined"
  | "PeerLeft"
  | "PeerBlocked"
  | "PeerLetBack"
  | "PeerRenamed"
  | "RoleChanged"
>;

export async function keepPeople(
  sql: Transaction,
  fact: PeopleFact,
  { roomId, at }: Place,
): Promise<void> {
  switch (fact.type) {
    case "RoomCreated":
      await sql`UPDATE room_heads SET created_at = ${time(fact.at)}, ended_at = NULL,
          empty_since = NULL
        WHERE room_id = ${roomId}`;
      // Rooms that an integrator made are found by their code too.
      await sql`INSERT INTO meetings (room_id, code, title, created_at)
        VALUES (${roomId}, ${fact.code}, ${fact.title}, ${time(fact.at)})
        ON CONFLICT DO NOTHING`;
      return;
    case "RoomEnded":
      await sql`UPDATE room_heads SET ended_at = ${time(fact.at)}, empty_since = NULL
        WHERE room_id = ${roomId}`;
      await endStays(sql, roomId, fact.at);
      if (fact.by?.kind === "room") await beginAnew(sql, roomId);
      // Whoever holds the pseudonyms' key can't look anybody up any more.
      await sql`UPDATE poll_answers AS answer SET voter = gen_random_uuid()::text FROM polls AS poll
        WHERE poll.room_id = ${roomId} AND poll.anonymous
          AND answer.room_id = poll.room_id AND answer.poll_id = poll.poll_id`;
      return;
    case "PeerKnocked":
      await sql`INSERT INTO participants (room_id, peer_id, name, role)
        VALUES (${roomId}, ${fact.waiter.peerId}, ${fact.waiter.name}, 'participant')
        ON CONFLICT (room_id, peer_id) DO UPDATE SET name = excluded.name`;
      return;
    case "PeerAdmitted":
      await sql`UPDATE participants SET admitted_at = coalesce(admitted_at, ${time(fact.at)})
        WHERE room_id = ${roomId} AND peer_id = ${fact.peerId}`;
      return;
    case "PeerJoined": {
      const joinedAt = time(fact.at);
      // A seat that is taken again by a new session is one stay.
      await sql`INSERT INTO participants AS known
          (room_id, peer_id, name, role, admitted_at, first_joined_at, joined_at, joins)
        VALUES (${roomId}, ${fact.peerId}, ${fact.name}, ${fact.role},
          ${joinedAt}, ${joinedAt}, ${joinedAt}, 1)
        ON CONFLICT (room_id, peer_id) DO UPDATE SET
          name = excluded.name,
          role = excluded.role,
          stands_in_as = NULL,
          admitted_at = coalesce(known.admitted_at, excluded.admitted_at),
          first_joined_at = coalesce(known.first_joined_at, excluded.first_joined_at),
          joins = known.joins +
            CASE WHEN known.joined_at IS NULL OR known.left_at IS NOT NULL THEN 1 ELSE 0 END,
          joined_at = CASE WHEN known.joined_at IS NULL OR known.left_at IS NOT NULL
            THEN excluded.joined_at ELSE known.joined_at END,
          left_at = NULL,
          left_reason = NULL`;
      await sql`UPDATE room_heads SET empty_since = NULL
        WHERE room_id = ${roomId} AND empty_since IS NOT NULL`;
      return;
    }
    case "PeerLeft": {
      const { peerId, reason, at: leftAt = at } = fact;
      await sql`UPDATE participants SET left_reason = ${reason}
        WHERE room_id = ${roomId} AND peer_id = ${peerId}`;
      await endStays(sql, roomId, leftAt, peerId);
      await sql`UPDATE room_heads SET empty_since = ${time(leftAt)}
        WHERE room_id = ${roomId} AND NOT EXISTS (SELECT FROM participants
          WHERE room_id = ${roomId} AND joined_at IS NOT NULL AND left_at IS NULL)`;
      return;
    }
    case "PeerBlocked":
      await sql`UPDATE participants SET blocked_at = ${time(fact.at)}
        WHERE room_id = ${roomId} AND peer_id = ${fact.peerId}`;
      return;
    case "PeerLetBack":
      await sql`UPDATE participants SET blocked_at = NULL
        WHERE room_id = ${roomId} AND peer_id = ${fact.peerId}`;
      return;
    case "PeerRenamed":
      await sql`UPDATE participants SET name = ${fact.name}
        WHERE room_id = ${roomId} AND peer_id = ${fact.peerId}`;
      return;
    case "RoleChanged":
      await sql`UPDATE participants SET role = ${fact.role},
          stands_in_as = ${fact.standsInAs ?? null}
        WHERE room_id = ${roomId} AND peer_id = ${fact.peerId}`;
      return;
    default:
      return fact satisfies never;
  }
}

/**
 * The room ended by itself, which nobody meant: a meeting that stays is in a room of its own from now
 * on, so that guests open it too, as they may open one that was never held.
 */
async function beginAnew(sql: Transaction, roomId: string): Promise<void> {
  await sql`UPDATE meetings SET room_id = replace(gen_random_uuid()::text, '-', '')
    WHERE room_id = ${roomId} AND kind <> 'instant'`;
}

/** Of one person, or of everybody who is still there. */
async function endStays(
  sql: Transaction,
  roomId: string,
  at: number,
  peerId?: string,
): Promise<void> {
  await sql`UPDATE participants SET
      left_at = ${time(at)},
      present_ms = present_ms +
        greatest(0, extract(epoch FROM ${time(at)}::timestamptz - joined_at) * 1000)::bigint
    WHERE room_id = ${roomId} AND left_at IS NULL AND joined_at IS NOT NULL
      ${peerId === undefined ? sql`` : sql`AND peer_id = ${peerId}`}`;
}
