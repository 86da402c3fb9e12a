import { z } from "zod";
import { MeetingCode, RoomId } from "../../protocol/mod.ts";
import type { Database } from "./database.ts";

/** A meeting as the database knows it: how people find its room. */
export interface Meeting {
  readonly roomId: RoomId;
  readonly code: MeetingCode;
  readonly title: string;
}

const MeetingRow = z.object({ room_id: RoomId, code: MeetingCode, title: z.string() })
  .transform(({ room_id, code, title }): Meeting => ({ roomId: room_id, code, title }));

/** Queries about meetings. All reject with `StoreUnavailableError` when the database can't answer. */
export class Meetings {
  constructor(private readonly database: Database) {}

  /** False: the code is taken by another meeting. */
  async insert(meeting: Meeting): Promise<boolean> {
    const { roomId, code, title } = meeting;
    const rows = await this.database.run((sql) =>
      sql`INSERT INTO meetings (room_id, code, title) VALUES (${roomId}, ${code}, ${title})
          ON CONFLICT (code) DO NOTHING RETURNING room_id`
    );
    return rows.length === 1;
  }

  async findByCode(code: MeetingCode): Promise<Meeting | undefined> {
    const rows = await this.database.run((sql) =>
      sql`SELECT room_id, code, title FROM meetings WHERE code = ${code}`
    );
    return rows[0] && MeetingRow.parse(rows[0]);
  }

  async remove(roomId: RoomId): Promise<void> {
    await this.database.run((sql) => sql`DELETE FROM meetings WHERE room_id = ${roomId}`);
  }
}
