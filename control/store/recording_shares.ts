import type { RecordingId } from "../../protocol/mod.ts";
import type { Database } from "./database.ts";
import { type ShareRecord, ShareRow } from "./recording_rows.ts";

export interface NewShare {
  readonly id: string;
  readonly recordingId: RecordingId;
  readonly tokenHash: string;
  readonly name: string | undefined;
  readonly passwordHash: string | undefined;
  readonly expiresAt: number;
}

/** Links by which recordings are shared. All reject with `StoreUnavailableError` when the database can't answer. */
export class RecordingShares {
  constructor(private readonly database: Database) {}

  /** `undefined`: the recording has `sharesMax` already. Makes it visible by link. */
  async make(share: NewShare, sharesMax: number): Promise<ShareRecord | undefined> {
    const { id, recordingId, tokenHash, name, passwordHash, expiresAt } = share;
    return await this.database.transaction(async (sql) => {
      await sql`DELETE FROM recording_shares
        WHERE recording_id = ${recordingId} AND expires_at < now()`;
      const rows = await sql`INSERT INTO recording_shares (share_id, recording_id, token_hash, name,
          password_hash, expires_at)
        SELECT ${id}, recording_id, ${tokenHash}, ${name ?? null}, ${passwordHash ?? null},
          ${new Date(expiresAt)}
        FROM recordings WHERE recording_id = ${recordingId} AND deleting_at IS NULL
          AND (SELECT count(*) FROM recording_shares WHERE recording_id = ${recordingId})
            < ${sharesMax}
        RETURNING *`;
      if (!rows[0]) return undefined;
      await sql`UPDATE recordings SET visibility = 'link' WHERE recording_id = ${recordingId}`;
      return ShareRow.parse(rows[0]);
    });
  }

  /** Newest first; those that still open. */
  async list(recordingId: RecordingId): Promise<ShareRecord[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT * FROM recording_shares WHERE recording_id = ${recordingId}
        AND expires_at > now() ORDER BY created_at DESC, share_id`
    );
    return rows.map((row) => ShareRow.parse(row));
  }

  /** One that opens: not expired, and its recording is visible by link. */
  async findByToken(tokenHash: string): Promise<ShareRecord | undefined> {
    return await this.#find("token_hash", tokenHash);
  }

  /** As `findByToken`. */
  async find(id: string): Promise<ShareRecord | undefined> {
    return await this.#find("share_id", id);
  }

  async countView(id: string): Promise<void> {
    await this.database.run((sql) =>
      sql`UPDATE recording_shares SET views = views + 1, last_viewed_at = now()
        WHERE share_id = ${id}`
    );
  }

  /** False: there is none. */
  async revoke(recordingId: RecordingId, id: string): Promise<boolean> {
    const rows = await this.database.run((sql) =>
      sql`DELETE FROM recording_shares WHERE recording_id = ${recordingId} AND share_id = ${id}
        RETURNING share_id`
    );
    return rows.length === 1;
  }

  async #find(column: "token_hash" | "share_id", value: string): Promise<ShareRecord | undefined> {
    const rows = await this.database.run((sql) =>
      sql`SELECT share.* FROM recording_shares AS share JOIN recordings USING (recording_id)
        WHERE ${sql(column)} = ${value} AND expires_at > now()
          AND deleting_at IS NULL AND visibility = 'link'`
    );
    return rows[0] && ShareRow.parse(rows[0]);
  }
}
