/** The two streams of recordings: what they are made of, and what is to be done with them. */
import { DiscardPolicy, jetstreamManager, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import { wildcards } from "../../protocol/mod.ts";
import { makeStream } from "../make_stream.ts";
import type { NatsBus } from "../nats_bus.ts";

/** Manifests; those of deleted recordings are purged. */
export const RECORDINGS_STREAM = "RECORDINGS";
/** Jobs, each gone once it is done. */
export const RECORDING_JOBS_STREAM = "RECORDING_JOBS";

/** An entry takes some 400 bytes, an hour of ten people some 10 MB. Full: recorders keep theirs on disk. */
const MANIFEST_BYTES_MAX = 2 * 1_024 ** 3;
const JOBS_BYTES_MAX = 64 * 1_024 ** 2;
/** For how long what is written twice is recognised by the server; readers know it by itself. */
const DUPLICATE_WINDOW_MS = 60 * 60 * 1_000;
const OPEN_TIMEOUT_MS = 5_000;
const NS_PER_MS = 1_000_000;

/**
 * Makes them, or finds that they are there: whoever comes first does. Rejects with
 * `StreamUnavailableError`.
 */
export async function makeRecordingStreams(bus: NatsBus, replicas: number): Promise<void> {
  const limits = { timeout: OPEN_TIMEOUT_MS, checkAPI: false };
  const manager = await jetstreamManager(bus.connection, limits);
  const common = {
    storage: StorageType.File,
    num_replicas: replicas,
    duplicate_window: DUPLICATE_WINDOW_MS * NS_PER_MS,
  };
  await makeStream(manager, {
    ...common,
    name: RECORDINGS_STREAM,
    subjects: [wildcards.recordingLogs],
    max_bytes: MANIFEST_BYTES_MAX,
    discard: DiscardPolicy.New,
    allow_direct: true,
  });
  await makeStream(manager, {
    ...common,
    name: RECORDING_JOBS_STREAM,
    subjects: ["recording.job.>"],
    retention: RetentionPolicy.Workqueue,
    max_bytes: JOBS_BYTES_MAX,
    discard: DiscardPolicy.New,
  });
}
