/** What is still to be done about recordings, from their stop to their end. */
import { z } from "zod";
import {
  HistoryEvent,
  JobKind,
  type RecordingId,
  RecordingTimeline,
  type RoomId,
  type Utterance,
} from "../../protocol/mod.ts";
import type { Database, Transaction } from "./database.ts";

const LINES_AT_ONCE = 5_000;

const At = z.date().transform((date) => date.getTime());

const StoppedRow = z.object({
  recording_id: z.string(),
  room_id: z.string(),
  title: z.string(),
  started_at: At,
  stopped_at: At,
}).transform((row) => ({
  id: row.recording_id,
  roomId: row.room_id,
  title: row.title,
  startedAt: row.started_at,
  stoppedAt: row.stopped_at,
}));
export type StoppedRecording = z.infer<typeof StoppedRow>;

const EventRow = z.object({ at: At, event: HistoryEvent });

const TranscriptRow = z.object({
  recording_id: z.string(),
  key: z.string(),
  size_bytes: z.coerce.number(),
  sha256: z.string(),
}).transform(({ recording_id: id, size_bytes: sizeBytes, ...object }) => ({
  id,
  object: { ...object, sizeBytes },
}));
export type DueTranscript = z.infer<typeof TranscriptRow>;

const RepeatedRow = z.object({
  recording_id: z.string(),
  room_id: z.string(),
  title: z.string(),
  started_at: At,
  stopped_at: At,
  kind: JobKind,
  again: z.int().positive(),
  timeline: RecordingTimeline,
}).transform(({ recording_id: id, room_id: roomId, started_at, stopped_at, ...row }) => ({
  ...row,
  id,
  roomId,
  startedAt: started_at,
  stoppedAt: stopped_at,
}));
/** A job that somebody has asked for again. */
export type RepeatedJob = z.infer<typeof RepeatedRow>;

/** All reject with `StoreUnavailableError` when the database can't answer. */
export class RecordingWork {
  constructor(private readonly database: Pick<Database, "run" | "transaction">) {}

  /** Recordings whose work nobody has prepared; for a while nobody else gets the same. */
  async claimStopped(leaseMs: number, limit: number): Promise<StoppedRecording[]> {
    const rows = await this.database.run((sql) =>
      sql`UPDATE recordings SET preparing_at = now() WHERE recording_id IN (
          SELECT recording_id FROM recordings
          WHERE stopped_at IS NOT NULL AND prepared_at IS NULL AND deleting_at IS NULL
            AND (preparing_at IS NULL
              OR preparing_at < now() - ${leaseMs} * interval '1 millisecond')
          ORDER BY stopped_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING recording_id, room_id, title, started_at, stopped_at`
    );
    return rows.map((row) => StoppedRow.parse(row));
  }

  /** A room's events of these types up to then, in order. */
  async events(
    roomId: RoomId,
    types: readonly string[],
    until: number,
    limit: number,
  ): Promise<{ at: number; event: HistoryEvent }[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT at, event FROM room_events WHERE room_id = ${roomId}
          AND at <= ${new Date(until)} AND event ->> 'type' = ANY(${[...types]})
        ORDER BY rev LIMIT ${limit}`
    );
    return rows.flatMap((row) => EventRow.safeParse(row).data ?? []);
  }

  async prepared(id: RecordingId, timeline: RecordingTimeline): Promise<void> {
    const names = timeline.people.map(({ name }) => name).join(" ");
    await this.database.run((sql) =>
      sql`UPDATE recordings SET prepared_at = now(), preparing_at = NULL, names = ${names},
          timeline = ${JSON.stringify(timeline)}::text::jsonb
        WHERE recording_id = ${id}`
    );
  }

  /** Jobs that were asked for again and are not in the queue yet. */
  async repeatedJobs(limit: number): Promise<RepeatedJob[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT recording_id, room_id, title, started_at, stopped_at, kind, again, timeline
        FROM recording_jobs JOIN recordings USING (recording_id)
        WHERE is_due AND prepared_at IS NOT NULL AND deleting_at IS NULL
        ORDER BY recording_id, kind LIMIT ${limit}`
    );
    return rows.map((row) => RepeatedRow.parse(row));
  }

  /** It is in the queue; one that was asked for once more meanwhile stays due. */
  async queued({ id, kind, again }: Pick<RepeatedJob, "id" | "kind" | "again">): Promise<void> {
    await this.database.run((sql) =>
      sql`UPDATE recording_jobs SET is_due = FALSE
        WHERE recording_id = ${id} AND kind = ${kind} AND again = ${again}`
    );
  }

  /** Transcripts that were stored and are not searched yet. */
  async dueTranscripts(limit: number): Promise<DueTranscript[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT DISTINCT ON (recording_id) recording_id, key, size_bytes, sha256
        FROM recordings JOIN recording_assets USING (recording_id)
        WHERE transcript_due AND deleting_at IS NULL AND kind = 'transcript'
        ORDER BY recording_id, name LIMIT ${limit}`
    );
    return rows.map((row) => TranscriptRow.parse(row));
  }

  /** Replaces what is searched; `[]` where it can't be read. One that was stored meanwhile stays due. */
  async keepTranscript({ id, object }: DueTranscript, lines: readonly Utterance[]): Promise<void> {
    await this.database.transaction(async (sql) => {
      const due = await sql`UPDATE recordings SET transcript_due = FALSE
        WHERE recording_id = ${id} AND EXISTS (SELECT FROM recording_assets
          WHERE recording_id = ${id} AND kind = 'transcript' AND sha256 = ${object.sha256})
        RETURNING recording_id`;
      if (due.length === 0) return;
      await sql`DELETE FROM transcript_lines WHERE recording_id = ${id}`;
      for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
        await insertLines(sql, id, at, lines.slice(at, at + LINES_AT_ONCE));
      }
    });
  }

  /** Marks what has been kept long enough. `defaultDays`: where a recording says nothing; absent: for ever. */
  async expire(defaultDays: number | undefined, limit: number): Promise<RecordingId[]> {
    const rows = await this.database.run((sql) =>
      sql`WITH expired AS (
          UPDATE recordings SET deleting_at = now() WHERE recording_id IN (
            SELECT recording_id FROM recordings
            WHERE deleting_at IS NULL AND NOT legal_hold AND stopped_at IS NOT NULL
              AND coalesce(retention_days, ${defaultDays ?? 0}) > 0
              AND stopped_at < now()
                - coalesce(retention_days, ${defaultDays ?? 0}) * interval '1 day'
            LIMIT ${limit} FOR UPDATE SKIP LOCKED)
          RETURNING recording_id, title
        ), told AS (
          INSERT INTO recording_acts (recording_id, by, act, details)
          SELECT recording_id, 'policy', 'expired', jsonb_build_object('title', title) FROM expired
        )
        SELECT recording_id FROM expired`
    );
    return rows.map((row) => String(row["recording_id"]));
  }

  /** Recordings that are to go. */
  async deleting(limit: number): Promise<RecordingId[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT recording_id FROM recordings WHERE deleting_at IS NOT NULL
        ORDER BY deleting_at LIMIT ${limit}`
    );
    return rows.map((row) => String(row["recording_id"]));
  }

  /** Once its bytes are gone: all rows but those that tell of its deletion. */
  async deleted(id: RecordingId, againMs: number): Promise<void> {
    await this.database.transaction(async (sql) => {
      await sql`INSERT INTO recording_tombstones (recording_id, room_id, host_key_hash, again_at)
        SELECT recording_id, room_id, host_key_hash, now() + ${againMs} * interval '1 millisecond'
        FROM recordings WHERE recording_id = ${id} ON CONFLICT DO NOTHING`;
      await sql`DELETE FROM recordings WHERE recording_id = ${id} AND deleting_at IS NOT NULL`;
    });
  }

  /** Recordings that are gone, whose place is to be emptied once more. */
  async toEmptyAgain(limit: number): Promise<RecordingId[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT recording_id FROM recording_tombstones WHERE again_at < now() LIMIT ${limit}`
    );
    return rows.map((row) => String(row["recording_id"]));
  }

  async emptiedAgain(id: RecordingId): Promise<void> {
    await this.database.run((sql) =>
      sql`UPDATE recording_tombstones SET again_at = NULL WHERE recording_id = ${id}`
    );
  }
}

async function insertLines(
  sql: Transaction,
  id: RecordingId,
  first: number,
  lines: readonly Utterance[],
): Promise<void> {
  // Postgres has no place for NUL in a text.
  const text = JSON.stringify(lines).replaceAll("\\u0000", " ");
  await sql`INSERT INTO transcript_lines (recording_id, line, name, start_ms, text)
    SELECT ${id}, ${first}::integer + place::integer, line ->> 'name',
      (line ->> 'startMs')::bigint, line ->> 'text'
    FROM jsonb_array_elements(${text}::text::jsonb) WITH ORDINALITY AS lines (line, place)`;
}
