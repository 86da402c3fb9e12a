/** What manifests say that people may want to know, in rows. */
import type { Asset, ManifestEntry, RecordingId } from "../../../protocol/mod.ts";
import { insertRecordingKey, type Transaction } from "../../store/mod.ts";
import { json } from "../sql.ts";

/** Resolves to how many entries the database would not take. */
export async function keepEntries(
  sql: Transaction,
  entries: readonly ManifestEntry[],
): Promise<number> {
  await knowRecordings(sql, new Set(entries.map(({ recordingId }) => recordingId)));
  await keepSizes(sql, entries);
  let refused = 0;
  for (const entry of entries) {
    try {
      if (isKept(entry)) await sql.savepoint((part) => keepEntry(part, entry));
    } catch (error) {
      if (!isDataError(error)) throw error;
      refused++;
    }
  }
  return refused;
}

/** A recorder may be read before the room that it records. */
async function knowRecordings(sql: Transaction, ids: ReadonlySet<RecordingId>): Promise<void> {
  const names = [...ids].toSorted(); // In one order, so that nobody waits for each other in a ring.
  await sql`INSERT INTO recordings (recording_id, room_id)
    SELECT id, regexp_replace(id, '-r[0-9]+$', '') FROM unnest(${names}::text[]) AS id
    WHERE id NOT IN (SELECT recording_id FROM recording_tombstones)
    ON CONFLICT DO NOTHING`;
}

/** In one statement, since most entries are segments. */
async function keepSizes(sql: Transaction, entries: readonly ManifestEntry[]): Promise<void> {
  const bytes = new Map<RecordingId, number>();
  for (const { recordingId, body } of entries) {
    if (body.type !== "SegmentClosed") continue;
    const { sizeBytes } = body.segment.object;
    bytes.set(recordingId, (bytes.get(recordingId) ?? 0) + sizeBytes);
  }
  if (bytes.size === 0) return;
  await sql`UPDATE recordings SET segment_bytes = segment_bytes + more.bytes
    FROM unnest(${[...bytes.keys()]}::text[], ${[...bytes.values()]}::bigint[]) AS more (id, bytes)
    WHERE recording_id = more.id`;
}

function isKept({ body }: ManifestEntry): boolean {
  return ["AssetStored", "GapsFound", "JobEnded", "KeyMade"].includes(body.type);
}

async function keepEntry(sql: Transaction, { recordingId, body }: ManifestEntry): Promise<void> {
  switch (body.type) {
    case "AssetStored":
      return await keepAsset(sql, recordingId, body.asset);
    case "GapsFound":
      await sql`UPDATE recordings SET gaps = ${json(body.gaps)}::text::jsonb
        WHERE recording_id = ${recordingId}`;
      return;
    case "JobEnded":
      // What was asked for again meanwhile has not ended with the one before it.
      await sql`INSERT INTO recording_jobs (recording_id, kind, state, reason, code, again)
        SELECT recording_id, ${body.job}, ${body.outcome}, ${body.reason ?? null},
          ${body.code ?? null}, ${body.again ?? 0}
        FROM recordings WHERE recording_id = ${recordingId}
        ON CONFLICT (recording_id, kind) DO UPDATE SET state = excluded.state,
          reason = excluded.reason, code = excluded.code, again = excluded.again
        WHERE recording_jobs.again <= excluded.again`;
      return;
    case "KeyMade":
      return await insertRecordingKey(sql, recordingId, body.key);
    default: // Of concern to those who work on it.
  }
}

async function keepAsset(sql: Transaction, id: RecordingId, asset: Asset): Promise<void> {
  const { kind, name, mediaType, object, durationMs, width, height, peerId, language } = asset;
  await sql`INSERT INTO recording_assets (recording_id, kind, name, media_type, key, size_bytes,
      sha256, duration_ms, width, height, peer_id, language)
    SELECT recording_id, ${kind}, ${name}, ${mediaType}, ${object.key}, ${object.sizeBytes},
      ${object.sha256}, ${durationMs ?? null}, ${width ?? null}, ${height ?? null},
      ${peerId ?? null}, ${language ?? null}
    FROM recordings WHERE recording_id = ${id}
    ON CONFLICT (recording_id, kind, name) DO UPDATE SET media_type = excluded.media_type,
      key = excluded.key, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
      duration_ms = excluded.duration_ms, width = excluded.width, height = excluded.height,
      peer_id = excluded.peer_id, language = excluded.language`;
  if (kind === "transcript") {
    await sql`UPDATE recordings SET transcript_due = TRUE WHERE recording_id = ${id}`;
  }
}

/** SQLSTATE classes of what is wrong with the data itself. */
function isDataError(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "PostgresError") return false;
  const state = "code" in error && typeof error.code === "string" ? error.code : "";
  return ["22", "23"].includes(state.slice(0, 2));
}
