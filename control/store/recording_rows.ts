/** Recordings as the database has them. */
import { z } from "zod";
import {
  AssetKind,
  Gap,
  JobKind,
  RecordingAct,
  RecordingTimeline,
  RecordingVisibility,
} from "../../protocol/mod.ts";

const At = z.date().transform((date) => date.getTime());
/** The driver gives 64-bit integers as text. */
const bytes = z.coerce.number();

export const AssetRow = z.object({
  kind: AssetKind,
  name: z.string(),
  media_type: z.string(),
  key: z.string(),
  size_bytes: bytes,
  sha256: z.string(),
  duration_ms: bytes.nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  peer_id: z.string().nullable(),
  language: z.string().nullable(),
}).transform((row) => ({
  kind: row.kind,
  name: row.name,
  mediaType: row.media_type,
  key: row.key,
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
  durationMs: row.duration_ms,
  width: row.width,
  height: row.height,
  peerId: row.peer_id,
  language: row.language,
}));
export type AssetRecord = z.infer<typeof AssetRow>;

const JobRow = z.object({
  kind: JobKind,
  state: z.enum(["waiting", "done", "failed"]),
  reason: z.string().nullable(),
  code: z.string().nullable(),
});
export type JobRecord = z.infer<typeof JobRow>;

/** Of a kind that a newer worker made, the reader knows nothing. */
const known = <T>(row: z.ZodType<T>) =>
  z.array(z.unknown()).nullable()
    .transform((rows) => (rows ?? []).flatMap((one) => row.safeParse(one).data ?? []));

export const RecordingRow = z.object({
  recording_id: z.string(),
  room_id: z.string(),
  code: z.string().nullable(),
  host_key_hash: z.string().nullable(),
  title: z.string(),
  started_at: At,
  stopped_at: At.nullable(),
  ended: z.string().nullable(),
  end_reason: z.string().nullable(),
  visibility: RecordingVisibility,
  retention_days: z.int().nullable(),
  legal_hold: z.boolean(),
  people: RecordingTimeline.shape.people.nullable(),
  gaps: z.array(Gap),
  size_bytes: bytes,
  assets: known(AssetRow),
  jobs: known(JobRow),
}).transform((row) => ({
  id: row.recording_id,
  roomId: row.room_id,
  code: row.code,
  hostKeyHash: row.host_key_hash,
  title: row.title,
  startedAt: row.started_at,
  stoppedAt: row.stopped_at,
  ended: row.ended,
  endReason: row.end_reason,
  visibility: row.visibility,
  retentionDays: row.retention_days,
  legalHold: row.legal_hold,
  people: row.people ?? [],
  gaps: row.gaps,
  sizeBytes: row.size_bytes,
  assets: row.assets,
  jobs: row.jobs,
}));
/** `retentionDays`: null means as the deployment has it, 0 for ever. */
export type RecordingRecord = z.infer<typeof RecordingRow>;

export const MatchRow = z.object({
  recording_id: z.string(),
  name: z.string(),
  start_ms: bytes,
  text: z.string(),
}).transform(({ recording_id: id, start_ms: atMs, ...rest }) => ({ id, atMs, ...rest }));
export type MatchRecord = z.infer<typeof MatchRow>;

export const ActRow = z.object({
  at: At,
  by: z.string(),
  act: RecordingAct.shape.act,
  details: z.record(z.string(), z.unknown()),
});

export const ShareRow = z.object({
  share_id: z.string(),
  recording_id: z.string(),
  name: z.string().nullable(),
  password_hash: z.string().nullable(),
  created_at: At,
  expires_at: At,
  views: z.int(),
  last_viewed_at: At.nullable(),
}).transform((row) => ({
  id: row.share_id,
  recordingId: row.recording_id,
  name: row.name,
  passwordHash: row.password_hash,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  views: row.views,
  lastViewedAt: row.last_viewed_at,
}));
export type ShareRecord = z.infer<typeof ShareRow>;
