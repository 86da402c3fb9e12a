/** What a room says of its recordings, in rows. */
import type { FactOf } from "../../room/mod.ts";
import type { Transaction } from "../../store/mod.ts";
import type { Place } from "../place.ts";
import { time } from "../sql.ts";

export type RecordingFact = FactOf<
  "RecordingStarted" | "RecordingStopped" | "HighlightMarked" | "RoomEnded"
>;

export async function keepRecording(
  sql: Transaction,
  fact: RecordingFact,
  { roomId }: Place,
): Promise<void> {
  switch (fact.type) {
    case "RecordingStarted":
      // The manifest may have been heard of before.
      await sql`INSERT INTO recordings AS known (recording_id, room_id, code, host_key_hash, title,
          started_at)
        SELECT ${fact.recordingId}, ${roomId}, code, host_key_hash, coalesce(title, ''),
          ${time(fact.at)}
        FROM (SELECT) AS one LEFT JOIN meetings ON meetings.room_id = ${roomId}
        WHERE NOT EXISTS (SELECT FROM recording_tombstones WHERE recording_id = ${fact.recordingId})
        ON CONFLICT (recording_id) DO UPDATE SET code = excluded.code, title = excluded.title,
          host_key_hash = excluded.host_key_hash, started_at = excluded.started_at`;
      return;
    case "HighlightMarked":
      await sql`UPDATE recordings SET highlights = highlights || ' ' || ${fact.label ?? ""}
        WHERE recording_id = ${fact.recordingId}`;
      return;
    case "RecordingStopped":
      await stop(sql, sql`recording_id = ${fact.recordingId}`, {
        at: fact.at,
        end: fact.end,
        reason: fact.reason,
      });
      return;
    case "RoomEnded": // Of a room that ended without a word about its recording.
      await stop(sql, sql`room_id = ${roomId}`, { at: fact.at, end: "ended" });
      return;
    default:
      return fact satisfies never;
  }
}

async function stop(
  sql: Transaction,
  which: ReturnType<Transaction>,
  { at, end, reason }: { at: number; end: string; reason?: string | undefined },
): Promise<void> {
  await sql`WITH stopped AS (
      UPDATE recordings SET stopped_at = greatest(started_at, ${time(at)}), ended = ${end},
        end_reason = ${reason ?? null}
      WHERE ${which} AND stopped_at IS NULL AND started_at IS NOT NULL
      RETURNING recording_id
    )
    INSERT INTO recording_jobs (recording_id, kind, state)
    SELECT recording_id, kind, 'waiting'
    FROM stopped, (VALUES ('compose'), ('transcribe')) AS jobs (kind)
    ON CONFLICT DO NOTHING`;
}
