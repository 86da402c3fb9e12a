import { z } from "zod";
import { MeetingCode, MeetingKind, RoomId, Schedule, SettingsPatch } from "../../protocol/mod.ts";
import type { Database, Sql } from "./database.ts";

/** A meeting as the database knows it: how people find its room, and how it begins. */
export interface Meeting {
  readonly roomId: RoomId;
  readonly code: MeetingCode;
  readonly title: string;
  readonly kind: MeetingKind;
  /** Of a scheduled one. */
  readonly schedule?: Schedule | undefined;
  readonly passcodeHash: string | null;
  readonly hostKeyHash: string | null;
  readonly settings: SettingsPatch;
}

/** What can be changed of a meeting; what is absent stays. */
export type MeetingPatch = Partial<
  Pick<Meeting, "title" | "schedule" | "passcodeHash" | "settings">
>;

const MeetingRow = z.object({
  room_id: RoomId,
  code: MeetingCode,
  title: z.string(),
  kind: MeetingKind,
  starts_at: z.date().nullable(),
  duration_minutes: z.int().nullable(),
  time_zone: z.string().nullable(),
  opens_minutes_before: z.int().nullable(),
  closes_minutes_after: z.int().nullable(),
  passcode_hash: z.string().nullable(),
  host_key_hash: z.string().nullable(),
  settings: SettingsPatch,
}).transform((row): Meeting => ({
  roomId: row.room_id,
  code: row.code,
  title: row.title,
  kind: row.kind,
  schedule: row.starts_at === null ? undefined : Schedule.parse({
    startsAt: row.starts_at.getTime(),
    durationMinutes: row.duration_minutes,
    timeZone: row.time_zone,
    opensMinutesBefore: row.opens_minutes_before,
    closesMinutesAfter: row.closes_minutes_after,
  }),
  passcodeHash: row.passcode_hash,
  hostKeyHash: row.host_key_hash,
  settings: row.settings,
}));

/** Queries about meetings. All reject with `StoreUnavailableError` when the database can't answer. */
export class Meetings {
  constructor(private readonly database: Database) {}

  /** False: the code is taken by another meeting. */
  async insert(meeting: Meeting): Promise<boolean> {
    const rows = await this.database.run((sql) =>
      sql`INSERT INTO meetings ${sql(columnsOf(sql, meeting))}
          ON CONFLICT (code) DO NOTHING RETURNING room_id`
    );
    return rows.length === 1;
  }

  async findByCode(code: MeetingCode): Promise<Meeting | undefined> {
    const rows = await this.database.run((sql) =>
      sql`SELECT room_id, code, title, kind, starts_at, duration_minutes, time_zone,
                 opens_minutes_before, closes_minutes_after, passcode_hash, host_key_hash, settings
          FROM meetings WHERE code = ${code}`
    );
    return rows[0] && MeetingRow.parse(rows[0]);
  }

  async change(meeting: Meeting, patch: MeetingPatch): Promise<Meeting> {
    const changed = { ...meeting, ...patch };
    await this.database.run((sql) => {
      const { room_id, ...columns } = columnsOf(sql, changed);
      return sql`UPDATE meetings SET ${sql(columns)} WHERE room_id = ${room_id}`;
    });
    return changed;
  }

  /**
   * The meeting in a room of its own, since its former one has ended. Undefined: it is in another room
   * already, or gone.
   */
  async moveTo(roomId: RoomId, meeting: Meeting): Promise<Meeting | undefined> {
    const rows = await this.database.run((sql) =>
      sql`UPDATE meetings SET room_id = ${roomId} WHERE room_id = ${meeting.roomId}
          RETURNING room_id`
    );
    return rows.length === 1 ? { ...meeting, roomId } : undefined;
  }

  async remove(roomId: RoomId): Promise<void> {
    await this.database.run((sql) => sql`DELETE FROM meetings WHERE room_id = ${roomId}`);
  }
}

function columnsOf(sql: Sql, meeting: Meeting) {
  const { schedule } = meeting;
  return {
    room_id: meeting.roomId,
    code: meeting.code,
    title: meeting.title,
    kind: meeting.kind,
    starts_at: schedule ? new Date(schedule.startsAt) : null,
    duration_minutes: schedule?.durationMinutes ?? null,
    time_zone: schedule?.timeZone ?? null,
    opens_minutes_before: schedule?.opensMinutesBefore ?? null,
    closes_minutes_after: schedule?.closesMinutesAfter ?? null,
    passcode_hash: meeting.passcodeHash,
    host_key_hash: meeting.hostKeyHash,
    settings: sql.json({ ...meeting.settings }),
  };
}
