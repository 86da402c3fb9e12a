import { z } from "zod";
import {
  type JobKind,
  type PeerId,
  type RecordingAct,
  type RecordingId,
  RecordingTimeline,
  type RecordingVisibility,
  Role,
  type RoomId,
} from "../../protocol/mod.ts";
import type { Database, Sql } from "./database.ts";
import {
  ActRow,
  type AssetRecord,
  AssetRow,
  type MatchRecord,
  MatchRow,
  type RecordingRecord,
  RecordingRow,
} from "./recording_rows.ts";

const ACTS_MAX = 500;
const CONSENTS_MAX = 1_000;
/** What a list needs to know of what was made of a recording. */
const LISTED_KINDS = ["video", "poster", "transcript"];

/** Whose recordings are asked for; a recording is found where any of them fits. */
export interface RecordingScope {
  /** All there are. */
  readonly all: boolean;
  readonly hostKeyHashes: readonly string[];
  /** Rooms whose recordings somebody may manage, */
  readonly hostRooms: readonly RoomId[];
  /** and rooms that they were in. */
  readonly memberRooms: readonly RoomId[];
}

export interface RecordingQuery {
  readonly scope: RecordingScope;
  readonly roomId?: RoomId | undefined;
  /** Words that all have to be in one place. */
  readonly search?: string | undefined;
  /** Only older ones than this. */
  readonly before?: { readonly startedAt: number; readonly id: RecordingId } | undefined;
  readonly limit: number;
}

/** What can be changed of a recording; what is absent stays. */
export interface RecordingPatch {
  readonly title?: string;
  readonly visibility?: RecordingVisibility;
  readonly retentionDays?: number;
  readonly legalHold?: boolean;
}

/** Who was in a room, as what. */
export interface SeatStanding {
  readonly roomId: RoomId;
  readonly peerId: PeerId;
  readonly role: Role;
  readonly removed: boolean;
}

const StandingRow = z.object({
  room_id: z.string(),
  peer_id: z.string(),
  role: Role,
  removed: z.boolean(),
}).transform(({ room_id: roomId, peer_id: peerId, ...rest }) => ({ roomId, peerId, ...rest }));

const ConsentRow = z.object({
  peer_id: z.string(),
  name: z.string(),
  agreed: z.boolean(),
  at: z.date().transform((date) => date.getTime()),
}).transform(({ peer_id: peerId, ...rest }) => ({ peerId, ...rest }));

/** Queries about recordings. All reject with `StoreUnavailableError` when the database can't answer. */
export class Recordings {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(
    { scope, roomId, search, before, limit }: RecordingQuery,
  ): Promise<RecordingRecord[]> {
    const { all, hostKeyHashes, hostRooms, memberRooms } = scope;
    const rows = await this.database.run((sql) => {
      const words = wordsOf(sql, search);
      return sql`SELECT ${columns(sql, sql`kind = ANY(${LISTED_KINDS})`)} FROM recordings AS one
        WHERE started_at IS NOT NULL AND deleting_at IS NULL
          AND (${all}::boolean OR host_key_hash = ANY(${[...hostKeyHashes]})
            OR room_id = ANY(${[...hostRooms]})
            OR (visibility <> 'hosts' AND room_id = ANY(${[...memberRooms]})))
          AND ${roomId === undefined ? sql`TRUE` : sql`room_id = ${roomId}`}
          AND ${
        search === undefined ? sql`TRUE` : sql`(search @@ ${words} OR recording_id IN (
            SELECT recording_id FROM transcript_lines AS line WHERE line.search @@ ${words}
            UNION ALL ${writtenMeanwhile(sql, words)}))`
      }
          AND ${
        before === undefined
          ? sql`TRUE`
          : sql`(started_at, recording_id) < (${new Date(before.startedAt)}, ${before.id})`
      }
        ORDER BY started_at DESC, recording_id DESC LIMIT ${limit}`;
    });
    return rows.map((row) => RecordingRow.parse(row));
  }

  /** Where the words are said in each of these. */
  async matches(
    ids: readonly RecordingId[],
    search: string,
    limitEach: number,
  ): Promise<MatchRecord[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT place.* FROM unnest(${[...ids]}::text[]) AS wanted (id), LATERAL (
          SELECT recording_id, name, start_ms, text FROM transcript_lines
          WHERE recording_id = wanted.id
            AND search @@ websearch_to_tsquery('simple', ${search})
          ORDER BY line LIMIT ${limitEach}) AS place`
    );
    return rows.map((row) => MatchRow.parse(row));
  }

  /** With all that was made of it. */
  async find(id: RecordingId): Promise<RecordingRecord | undefined> {
    const rows = await this.database.run((sql) =>
      sql`SELECT ${columns(sql, sql`TRUE`)} FROM recordings AS one
        WHERE recording_id = ${id} AND started_at IS NOT NULL AND deleting_at IS NULL`
    );
    return rows[0] && RecordingRow.parse(rows[0]);
  }

  /** All that was made of it; nothing of one that is gone. */
  async assets(id: RecordingId): Promise<AssetRecord[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT made.* FROM recording_assets AS made JOIN recordings USING (recording_id)
        WHERE recording_id = ${id} AND deleting_at IS NULL`
    );
    return rows.map((row) => AssetRow.parse(row));
  }

  /** What happened meanwhile; `undefined`: it has not stopped, or nobody has written that down yet. */
  async timeline(id: RecordingId): Promise<RecordingTimeline | undefined> {
    const rows = await this.database.run((sql) =>
      sql`SELECT timeline FROM recordings WHERE recording_id = ${id} AND timeline IS NOT NULL`
    );
    return rows[0] && RecordingTimeline.parse(rows[0]["timeline"]);
  }

  /** What people of the room said when they were asked whether they may be recorded, in order. */
  async consents(roomId: RoomId): Promise<z.infer<typeof ConsentRow>[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT peer_id, name, agreed, at FROM consents
        WHERE room_id = ${roomId} AND kind = 'recording' ORDER BY rev LIMIT ${CONSENTS_MAX}`
    );
    return rows.map((row) => ConsentRow.parse(row));
  }

  /**
   * Of seats that were taken at least once. Who stands in for a host leads the meeting and has no part in
   * what the host leaves behind: the last guest to stay would have it all.
   */
  async standings(
    seats: readonly { roomId: RoomId; peerId: PeerId }[],
  ): Promise<SeatStanding[]> {
    if (seats.length === 0) return [];
    const rows = await this.database.run((sql) =>
      sql`SELECT room_id, peer_id, coalesce(stands_in_as, role) AS role,
          (blocked_at IS NOT NULL OR coalesce(left_reason, '') = 'removed') AS removed
        FROM participants JOIN unnest(${seats.map(({ roomId }) => roomId)}::text[],
          ${seats.map(({ peerId }) => peerId)}::text[]) AS seat (room, peer)
          ON room_id = room AND peer_id = peer
        WHERE joins > 0`
    );
    return rows.map((row) => StandingRow.parse(row));
  }

  /** False: it is gone. */
  async change(id: RecordingId, patch: RecordingPatch): Promise<boolean> {
    const { title, visibility, retentionDays, legalHold } = patch;
    const rows = await this.database.run((sql) =>
      sql`UPDATE recordings SET title = coalesce(${title ?? null}, title),
          visibility = coalesce(${visibility ?? null}, visibility),
          retention_days = coalesce(${retentionDays ?? null}, retention_days),
          legal_hold = coalesce(${legalHold ?? null}, legal_hold)
        WHERE recording_id = ${id} AND deleting_at IS NULL RETURNING recording_id`
    );
    return rows.length === 1;
  }

  /** From now on nobody sees it. False: it is on, held, or gone. */
  async markDeleted(id: RecordingId): Promise<boolean> {
    const rows = await this.database.run((sql) =>
      sql`UPDATE recordings SET deleting_at = now()
        WHERE recording_id = ${id} AND deleting_at IS NULL AND NOT legal_hold
          AND stopped_at IS NOT NULL
        RETURNING recording_id`
    );
    return rows.length === 1;
  }

  /** Has a job that has ended done again, and tells who said so. False: it has not ended. */
  async repeat(id: RecordingId, kind: JobKind, by: RecordingAct["by"]): Promise<boolean> {
    const rows = await this.database.run((sql) =>
      sql`WITH repeated AS (
          UPDATE recording_jobs SET state = 'waiting', reason = NULL, code = NULL,
            again = again + 1, is_due = TRUE
          FROM recordings AS one
          WHERE recording_jobs.recording_id = ${id} AND kind = ${kind}
            AND state IN ('done', 'failed') AND one.recording_id = ${id}
            AND one.deleting_at IS NULL
          RETURNING again
        )
        INSERT INTO recording_acts (recording_id, by, act, details)
        SELECT ${id}, ${by}, 'repeated', jsonb_build_object('job', ${kind}::text, 'again', again)
        FROM repeated RETURNING act_id`
    );
    return rows.length === 1;
  }

  async tell(id: RecordingId, { by, act, details }: Omit<RecordingAct, "at">): Promise<void> {
    await this.database.run((sql) =>
      sql`INSERT INTO recording_acts (recording_id, by, act, details)
        VALUES (${id}, ${by}, ${act}, ${JSON.stringify(details)}::text::jsonb)`
    );
  }

  /** Newest first; of what is gone too. */
  async acts(id: RecordingId): Promise<RecordingAct[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT at, by, act, details FROM recording_acts WHERE recording_id = ${id}
        ORDER BY act_id DESC LIMIT ${ACTS_MAX}`
    );
    return rows.map((row) => ActRow.parse(row));
  }

  /** Whose a recording was that is gone, or is going. */
  async grave(
    id: RecordingId,
  ): Promise<{ roomId: RoomId; hostKeyHash: string | null } | undefined> {
    const rows = await this.database.run((sql) =>
      sql`SELECT room_id, host_key_hash FROM recording_tombstones WHERE recording_id = ${id}
        UNION ALL SELECT room_id, host_key_hash FROM recordings WHERE recording_id = ${id}`
    );
    const row = rows[0];
    if (!row) return undefined;
    const hash = row["host_key_hash"];
    return { roomId: String(row["room_id"]), hostKeyHash: hash === null ? null : String(hash) };
  }
}

function columns(sql: Sql, which: ReturnType<Sql>) {
  return sql`one.recording_id, room_id, code, host_key_hash, title, started_at, stopped_at, ended,
    end_reason, visibility, retention_days, legal_hold, timeline -> 'people' AS people, gaps,
    segment_bytes + coalesce((SELECT sum(size_bytes) FROM recording_assets AS made
      WHERE made.recording_id = one.recording_id), 0) AS size_bytes,
    (SELECT jsonb_agg(to_jsonb(made) ORDER BY kind, name) FROM recording_assets AS made
      WHERE made.recording_id = one.recording_id AND ${which}) AS assets,
    (SELECT jsonb_agg(to_jsonb(job) ORDER BY kind) FROM recording_jobs AS job
      WHERE job.recording_id = one.recording_id) AS jobs`;
}

const wordsOf = (sql: Sql, search = "") => sql`websearch_to_tsquery('simple', ${search})`;

/** Recordings during which somebody wrote that to everybody: whoever sees one may read it. */
function writtenMeanwhile(sql: Sql, words: ReturnType<typeof wordsOf>) {
  return sql`SELECT recording_id FROM messages AS said JOIN recordings AS during USING (room_id)
    WHERE said.search @@ ${words} AND said.to_peer IS NULL AND said.breakout_id IS NULL
      AND said.deleted_at IS NULL
      AND said.at BETWEEN during.started_at AND coalesce(during.stopped_at, now())`;
}
