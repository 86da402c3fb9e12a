/** How calls looked and sounded, and what people said of them. */
import { z } from "zod";
import { type CallRating, QualityReport } from "../../protocol/mod.ts";
import type { Database } from "./database.ts";

/** Of a timeline; of a longer call the newest. Ten people report so often in about half an hour. */
const REPORTS_READ_MAX = 4_000;
const MOMENTS_READ_MAX = 2_000;

const At = z.date().transform((date) => date.getTime());
const ReportRow = z.object({ peer_id: z.string(), at: At, report: QualityReport })
  .transform(({ peer_id: peerId, at, report }) => ({ peerId, at, report }));
export type KeptReport = z.infer<typeof ReportRow>;

const MomentRow = z.object({
  kind: z.enum(["joined", "left", "away", "back", "media-placed", "media-lost", "owner"]),
  at: At,
  peer_id: z.string().nullable(),
  detail: z.string().nullable(),
}).transform(({ peer_id: peerId, ...rest }) => ({ ...rest, peerId }));
/** Something of a room's log that its call may have felt. */
export type RoomMoment = z.infer<typeof MomentRow>;

const RatingsRow = z.object({
  count: z.coerce.number(),
  average: z.coerce.number().nullable(),
});

export class Quality {
  constructor(private readonly database: Pick<Database, "run">) {}

  /** Keeps reports: JSON texts of `QualityEvent`s, in one statement. */
  async keep(events: readonly string[]): Promise<void> {
    const list = `[${events.join(",")}]`;
    await this.database.run((sql) =>
      sql`INSERT INTO quality_reports (room_id, peer_id, session_id, at, report)
        SELECT event ->> 'roomId', event ->> 'peerId', event ->> 'sessionId',
          to_timestamp((event ->> 'at')::bigint / 1000.0), event -> 'report'
        FROM jsonb_array_elements(${list}::text::jsonb) AS event`
    );
  }

  /** Of one room, oldest first. */
  async reports(roomId: string): Promise<KeptReport[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT peer_id, at, report FROM quality_reports WHERE room_id = ${roomId}
        ORDER BY at DESC LIMIT ${REPORTS_READ_MAX}`
    );
    return rows.flatMap((row) => ReportRow.safeParse(row).data ?? []).reverse();
  }

  /** Of one room, oldest first. */
  async moments(roomId: string): Promise<RoomMoment[]> {
    const rows = await this.database.run((sql) =>
      sql`SELECT kind, at, peer_id, detail FROM room_moments WHERE room_id = ${roomId}
        ORDER BY rev DESC LIMIT ${MOMENTS_READ_MAX}`
    );
    return rows.flatMap((row) => MomentRow.safeParse(row).data ?? []).reverse();
  }

  /** People's names by their ids. */
  async names(roomId: string): Promise<Map<string, string>> {
    const rows = await this.database.run((sql) =>
      sql`SELECT peer_id, name FROM participants WHERE room_id = ${roomId}`
    );
    return new Map(rows.map((row) => [String(row["peer_id"]), String(row["name"])]));
  }

  /** Keeps what somebody says of a call, instead of what they said before. */
  async rate(roomId: string, peerId: string, rating: CallRating, at: number): Promise<void> {
    const { stars, reasons, words } = rating;
    await this.database.run((sql) =>
      sql`INSERT INTO ratings (room_id, peer_id, stars, reasons, words, at)
        VALUES (${roomId}, ${peerId}, ${stars}, ${[...new Set(reasons)]}, ${words}, ${new Date(at)})
        ON CONFLICT (room_id, peer_id) DO UPDATE SET
          stars = excluded.stars, reasons = excluded.reasons, words = excluded.words,
          at = excluded.at`
    );
  }

  async ratings(roomId: string): Promise<{ count: number; average: number | null }> {
    const [row] = await this.database.run((sql) =>
      sql`SELECT count(*) AS count, avg(stars) AS average FROM ratings WHERE room_id = ${roomId}`
    );
    return RatingsRow.parse(row);
  }

  /** Forgets some of what is older; resolves to how many rows that were. */
  async forget(before: number, limit: number): Promise<number> {
    const [reports, moments] = await Promise.all([
      this.database.run((sql) =>
        sql`DELETE FROM quality_reports WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM quality_reports WHERE at < ${new Date(before)} LIMIT ${limit}))`
      ),
      this.database.run((sql) =>
        sql`DELETE FROM room_moments WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM room_moments WHERE at < ${new Date(before)} LIMIT ${limit}))`
      ),
    ]);
    return reports.count + moments.count;
  }
}
