/** Recordings after their stop: work on them begins, what it makes is known, and one day they go. */
import {
  type Clock,
  KeyRing,
  type Logger,
  type Metrics,
  type NatsBus,
  type OperatorKeys,
  SealedStore,
  type SourceStore,
} from "../../../kit/mod.ts";
import { type Database, RecordingKeys, RecordingWork } from "../../store/mod.ts";
import { Janitor } from "./janitor.ts";
import { JobStream } from "./job_stream.ts";
import { ManifestFollower } from "./manifest_follower.ts";
import { ManifestStream } from "./manifest_stream.ts";
import { recordingMeasures } from "./measures.ts";
import { Preparer } from "./preparer.ts";
import { Sealer } from "./sealer.ts";
import { Repeater } from "./repeater.ts";
import { TranscriptReader } from "./transcript_reader.ts";

export { recordingVariables } from "./config.ts";
export { keepRecording } from "./keep_recording.ts";
export { EVENTS_READ_MAX } from "./preparer.ts";
export { TIMELINE_TYPES, timelineOf } from "./timeline.ts";

/** Recordings whose transcripts are read are few at a time. */
const KEYS_KEPT_MS = 10_000;

export interface FollowRecordingsOptions {
  readonly bus: NatsBus;
  readonly database: Pick<Database, "run" | "transaction">;
  readonly objects: SourceStore;
  /** That recordings are sealed by; absent: what is sealed is not read here. */
  readonly operator?: OperatorKeys | undefined;
  readonly replicas: number;
  readonly retentionDays: number | undefined;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes the streams and begins. Rejects with `StreamUnavailableError`. */
export async function followRecordings(
  options: FollowRecordingsOptions,
): Promise<{ close(): Promise<void> }> {
  const {
    bus,
    database,
    objects: inner,
    operator,
    replicas,
    retentionDays,
    metrics,
    clock,
    logger,
  } = options;
  const stream = await ManifestStream.open(bus, replicas);
  const jobs = await JobStream.open(bus, replicas);
  const work = new RecordingWork(database);
  const keys = new RecordingKeys(database);
  const find = keys.of.bind(keys);
  const ring = new KeyRing({ operator, find, keptMs: KEYS_KEPT_MS, clock });
  const objects = new SealedStore({ inner, keys: ring });
  const sealer = new Sealer({ isSealing: operator !== undefined, keys, clock });
  const around = { measures: recordingMeasures(metrics), clock, logger };
  const parts = [
    new ManifestFollower({ stream, database, ...around }),
    new Preparer({ work, objects, sealer, jobs, ...around }),
    new Repeater({ work, objects, jobs, ...around }),
    new TranscriptReader({ work, objects, ...around }),
    new Janitor({ work, objects, keys, stream, retentionDays, ...around }),
  ];
  return {
    async close() {
      await Promise.all(parts.map((part) => part[Symbol.asyncDispose]()));
    },
  };
}
