import type { Bus, Clock } from "../../kit/mod.ts";
import { type JobProgress, type RecordingId, subjects } from "../../protocol/mod.ts";
import { PROGRESS_EVERY_MS } from "./limits.ts";

export interface ProgressOptions {
  readonly recordingId: RecordingId;
  /** Ms of voices that there are. */
  readonly totalMs: number;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** Tells how far the transcript of a recording is, and when it will be done if it goes on like this. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #beganMs: number;
  #heardMs = 0;
  #toldMs = -Infinity;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#beganMs = options.clock.monotonicMs();
    this.#tell();
  }

  /** So much more has been heard, or had been before. */
  heard(ms: number): void {
    this.#heardMs += ms;
    if (this.#options.clock.monotonicMs() - this.#toldMs >= PROGRESS_EVERY_MS) this.#tell();
  }

  #tell(): void {
    const { recordingId, totalMs, bus, clock } = this.#options;
    if (!bus.connected) return;
    const nowMs = clock.monotonicMs();
    this.#toldMs = nowMs;
    const part = totalMs > 0 ? Math.min(1, this.#heardMs / totalMs) : 0;
    const progress: JobProgress = {
      v: 1,
      recordingId,
      job: "transcribe",
      percent: Math.round(part * 1_000) / 10,
      etaMs: part > 0 ? Math.round((nowMs - this.#beganMs) * (1 - part) / part) : null,
      at: Math.round(clock.wallMs()),
    };
    bus.publish(subjects.recordingProgress(recordingId), progress);
  }
}
