/** Postgres for what outlives a call, Redis for what may be lost. */
export { storeVariables } from "./config.ts";
export { Database, type Sql, type Transaction } from "./database.ts";
export { StoreUnavailableError } from "./errors.ts";
export { type FileRecord, Files } from "./files.ts";
export { History, type MessageQuery, type PollRecord, type Standing } from "./history.ts";
export type { Meeting, Meetings } from "./meetings.ts";
export { Quality, type RoomMoment } from "./quality.ts";
export { createRateLimiter, type RateLimiter } from "./rate_limiter.ts";
export type {
  AssetRecord,
  JobRecord,
  MatchRecord,
  RecordingRecord,
  ShareRecord,
} from "./recording_rows.ts";
export { insertRecordingKey, RecordingKeys } from "./recording_keys.ts";
export { RecordingShares } from "./recording_shares.ts";
export { type RecordingPatch, Recordings, type RecordingScope } from "./recordings.ts";
export {
  type DueTranscript,
  RecordingWork,
  type RepeatedJob,
  type StoppedRecording,
} from "./recording_work.ts";
export { openRedis, type Redis, redisProblem } from "./redis.ts";
export {
  FolderStore,
  type ObjectStore,
  ObjectsUnavailableError,
  openObjects,
} from "../../kit/mod.ts";
export { openStore, type Store, type StoreOptions } from "./store.ts";
export { type Allowance, type Bucket, type Limit, takeToken } from "./token_bucket.ts";
