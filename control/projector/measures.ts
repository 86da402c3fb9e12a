import type { Metrics } from "../../kit/mod.ts";
import type { Lag } from "./shard_reader.ts";

/** What is counted of a projector's work. */
export interface ProjectorCounters {
  /** Entries that are in the database now. */
  kept(entries: number): void;
  /** Facts, or an entry, passed over: no entry at all, of a later version, or refused by the database. */
  skipped(why: "unreadable" | "unknown" | "refused", facts: number): void;
  /** Rooms of whose history something was dropped before it was read. */
  gaps(rooms: number): void;
}

/** Counters in the process's metrics, and the lag as gauges. */
export function projectorMeasures(metrics: Metrics, lags: () => readonly Lag[]): ProjectorCounters {
  const kept = metrics.counter("parley_history_entries_total", "Log entries kept in Postgres.");
  const skipped = metrics.counter("parley_history_skipped_total", "Facts passed over, by reason.");
  const gaps = metrics.counter("parley_history_gaps_total", "Holes found in rooms' histories.");
  metrics.gauge(
    "parley_history_lag_entries",
    "Log entries that are not kept yet.",
    () => lags().reduce((sum, { entries }) => sum + entries, 0),
  );
  metrics.gauge(
    "parley_history_lag_seconds",
    "Age of the oldest log entry that is not kept yet.",
    () => lags().reduce((most, { seconds }) => Math.max(most, seconds), 0),
  );
  return {
    kept: (entries) => kept.add(entries),
    skipped: (why, facts) => skipped.add(facts, { why }),
    gaps: (rooms) => gaps.add(rooms),
  };
}
