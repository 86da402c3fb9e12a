import { type RecordingId, WrappedKey } from "../../protocol/mod.ts";
import type { Database, Sql, Transaction } from "./database.ts";

/** Keys that recordings are sealed by. All reject with `StoreUnavailableError`. */
export class RecordingKeys {
  constructor(private readonly database: Pick<Database, "run" | "transaction">) {}

  /** None: it is not sealed, not known, or about to go. */
  async of(id: RecordingId): Promise<WrappedKey[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT key_id AS id, wrapped FROM recording_keys JOIN recordings USING (recording_id)
        WHERE recording_id = ${id} AND deleting_at IS NULL ORDER BY key_id`
    );
    return rows.map((row) => WrappedKey.parse(row));
  }

  async keep(id: RecordingId, key: WrappedKey): Promise<void> {
    await this.database.run((sql) => insertRecordingKey(sql, id, key));
  }

  /** Destroys them, and writes down that it did. */
  async shred(id: RecordingId): Promise<void> {
    await this.database.run((sql) =>
      sql`WITH gone AS (
          DELETE FROM recording_keys WHERE recording_id = ${id} RETURNING key_id
        )
        INSERT INTO recording_acts (recording_id, by, act, details)
        SELECT ${id}, 'policy', 'shredded', jsonb_build_object('keys', count(*)) FROM gone
        HAVING count(*) > 0`
    );
  }
}

/** Does nothing where the recording is gone, or has it. */
export async function insertRecordingKey(
  sql: Sql | Transaction,
  id: RecordingId,
  { id: keyId, wrapped }: WrappedKey,
): Promise<void> {
  await sql`INSERT INTO recording_keys (recording_id, key_id, wrapped)
    SELECT recording_id, ${keyId}, ${wrapped} FROM recordings
    WHERE recording_id = ${id} AND deleting_at IS NULL
    ON CONFLICT DO NOTHING`;
}
