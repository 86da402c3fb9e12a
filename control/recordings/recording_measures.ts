import type { Metrics } from "../../kit/mod.ts";

type RecordingCount = "started" | "interrupted" | "failed";

/** What is counted of the recordings of one control host's rooms. */
export class RecordingMeasures {
  readonly #counter;

  /** `kept`: recordings that a recorder keeps now, read at each scrape. */
  constructor(metrics: Metrics, kept: () => number) {
    metrics.gauge(
      "parley_recordings",
      "Recordings of this host's rooms that a recorder keeps now.",
      kept,
    );
    this.#counter = metrics.counter(
      "parley_recordings_events_total",
      "What happened to recordings of this host's rooms: started, interrupted, failed.",
    );
  }

  count(event: RecordingCount): void {
    this.#counter.add(1, { event });
  }
}
