import { z } from "zod";
import type { FileId, FileView, PeerId, RoomId } from "../../protocol/mod.ts";
import type { Database } from "./database.ts";

/** A file as the database knows it. */
export interface FileRecord {
  readonly fileId: FileId;
  readonly roomId: RoomId;
  readonly by: PeerId;
  readonly state: "announced" | "ready" | "rejected" | "deleted";
  readonly view: FileView;
}

const FileRow = z.object({
  file_id: z.string(),
  room_id: z.string(),
  by_peer: z.string(),
  name: z.string(),
  media_type: z.string(),
  size_bytes: z.coerce.number(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  thumbnail: z.boolean(),
  state: z.enum(["announced", "ready", "rejected", "deleted"]),
}).transform((row): FileRecord => ({
  fileId: row.file_id,
  roomId: row.room_id,
  by: row.by_peer,
  state: row.state,
  view: {
    id: row.file_id,
    name: row.name,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    thumbnail: row.thumbnail,
  },
}));

/** Queries about files. All reject with `StoreUnavailableError` when the database can't answer. */
export class Files {
  constructor(private readonly database: Database) {}

  /** False: the person has `pendingMax` others that were announced and have not come. */
  async announce(
    { roomId, by, file, pendingMax }: {
      roomId: RoomId;
      by: PeerId;
      file: Pick<FileView, "id" | "name" | "mediaType" | "sizeBytes">;
      pendingMax: number;
    },
  ): Promise<boolean> {
    const rows = await this.database.run((sql) =>
      sql`INSERT INTO files (file_id, room_id, by_peer, name, media_type, size_bytes, state)
        SELECT ${file.id}, ${roomId}, ${by}, ${file.name}, ${file.mediaType}, ${file.sizeBytes},
          'announced'
        WHERE (SELECT count(*) FROM files WHERE room_id = ${roomId} AND by_peer = ${by}
          AND state = 'announced') < ${pendingMax}
        RETURNING file_id`
    );
    return rows.length === 1;
  }

  async find(roomId: RoomId, fileId: FileId): Promise<FileRecord | undefined> {
    const rows = await this.database.run((sql) =>
      sql`SELECT * FROM files WHERE room_id = ${roomId} AND file_id = ${fileId}`
    );
    return rows[0] && FileRow.parse(rows[0]);
  }

  /** What was found out about an announced file. */
  async checked({ id, mediaType, width, height, thumbnail }: FileView): Promise<void> {
    await this.database.run((sql) =>
      sql`UPDATE files SET state = 'ready', media_type = ${mediaType}, width = ${width ?? null},
          height = ${height ?? null}, thumbnail = ${thumbnail}
        WHERE file_id = ${id} AND state IN ('announced', 'ready')`
    );
  }

  async reject(fileId: FileId): Promise<void> {
    await this.database.run((sql) =>
      sql`UPDATE files SET state = 'rejected' WHERE file_id = ${fileId} AND state = 'announced'`
    );
  }

  /** Whether somebody may have it: whose own it is, or who may read the message that it is in. */
  async isFor(fileId: FileId, peerId: PeerId): Promise<boolean> {
    const rows = await this.database.run((sql) =>
      sql`SELECT FROM files AS file
        LEFT JOIN messages AS message ON message.room_id = file.room_id
          AND message.message_id = file.message_id
        WHERE file_id = ${fileId} AND file.state = 'ready' AND (by_peer = ${peerId} OR CASE
          WHEN message.message_id IS NULL THEN FALSE
          WHEN to_peer IS NOT NULL THEN ${peerId} IN (to_peer, from_peer)
          WHEN breakout_id IS NULL OR announcement THEN TRUE
          ELSE EXISTS (SELECT FROM breakout_visits AS visit
            WHERE visit.room_id = message.room_id AND visit.plan = message.plan
              AND visit.breakout_id = message.breakout_id AND visit.peer_id = ${peerId})
        END)`
    );
    return rows.length === 1;
  }

  /**
   * Files whose bytes are to go: deleted or refused ones, announced ones that have not come within
   * `announcedMs`, and those of meetings that are over for `endedMs`.
   */
  async toRemove(
    { announcedMs, endedMs, limit }: { announcedMs: number; endedMs: number; limit: number },
  ): Promise<FileRecord[]> {
    const rows = await this.database.run((sql) =>
      sql`UPDATE files SET state = CASE WHEN state = 'rejected' THEN 'rejected' ELSE 'deleted' END
        WHERE file_id IN (
          SELECT file_id FROM files LEFT JOIN room_heads USING (room_id)
          WHERE removed_at IS NULL AND (
            state IN ('deleted', 'rejected')
            OR (state = 'announced' AND files.created_at < now() - ${announcedMs} * interval '1 millisecond')
            OR ended_at < now() - ${endedMs} * interval '1 millisecond')
          LIMIT ${limit})
        RETURNING *`
    );
    return rows.map((row) => FileRow.parse(row));
  }

  async removed(fileId: FileId): Promise<void> {
    await this.database.run((sql) =>
      sql`UPDATE files SET removed_at = now() WHERE file_id = ${fileId}`
    );
  }
}
