import type { Metrics } from "../../../kit/mod.ts";

export type RecordingChore = "manifests" | "preparing" | "repeating" | "transcripts" | "deleting";

/** What is counted of the work about recordings. */
export interface RecordingMeasures {
  /** Entries of manifests: known now, or passed over. */
  entries(outcome: "kept" | "lost", count: number): void;
  /** Handed to those who work on them. */
  prepared(): void;
  deleted(): void;
  /** Something was away; it is tried again. */
  failed(chore: RecordingChore): void;
}

export function recordingMeasures(metrics: Metrics): RecordingMeasures {
  const entries = metrics.counter(
    "parley_manifest_entries_total",
    "Entries of recordings' manifests that were read, by outcome.",
  );
  const prepared = metrics.counter(
    "parley_recordings_prepared_total",
    "Recordings whose jobs were put into the queue.",
  );
  const deleted = metrics.counter("parley_recordings_deleted_total", "Recordings that are gone.");
  const failed = metrics.counter(
    "parley_recordings_failed_rounds_total",
    "Rounds that met with something that was away, by chore.",
  );
  return {
    entries: (outcome, count) => count > 0 && entries.add(count, { outcome }),
    prepared: () => prepared.add(1),
    deleted: () => deleted.add(1),
    failed: (chore) => failed.add(1, { chore }),
  };
}
