import type { Clock } from "../../kit/mod.ts";
import type { JobKind, JobProgress, RecordingId } from "../../protocol/mod.ts";
import { PROGRESS_EVERY_MS } from "./limits.ts";

/** What a job does one after another, and what share of its time that takes, as measured. */
export const STEPS = {
  fetch: 0.08,
  listen: 0.06,
  mix: 0.06,
  render: 0.72,
  finish: 0.08,
} as const;
export type Step = keyof typeof STEPS;

export interface ProgressOptions {
  readonly recordingId: RecordingId;
  readonly job: JobKind;
  readonly clock: Clock;
  readonly publish: (progress: JobProgress) => void;
}

/** Tells now and then how far a job is, and when it will be done if it goes on like this. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #startedAtMs: number;
  #toldAtMs = -Infinity;
  /** Work that a former attempt had done takes no time, and tells nothing of the time that is left. */
  #given = 0;
  #done = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.monotonicMs();
  }

  /** `share`: of that step. */
  at(step: Step, share: number): void {
    const done = before(step) + STEPS[step] * Math.max(0, Math.min(1, share));
    this.#done = Math.max(this.#done, done);
    const { clock } = this.#options;
    if (clock.monotonicMs() - this.#toldAtMs >= PROGRESS_EVERY_MS) this.#tell();
  }

  /** So much of a step was there already. */
  given(step: Step, share: number): void {
    this.#given += STEPS[step] * share;
  }

  done(): void {
    this.#done = 1;
    this.#tell();
  }

  #tell(): void {
    const { clock, recordingId, job, publish } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#toldAtMs = nowMs;
    const worked = this.#done - this.#given;
    const leftMs = worked > 0 ? (nowMs - this.#startedAtMs) / worked * (1 - this.#done) : null;
    publish({
      v: 1,
      recordingId,
      job,
      percent: Math.round(this.#done * 1_000) / 10,
      etaMs: leftMs === null ? null : Math.round(leftMs),
      at: clock.wallMs(),
    });
  }
}

function before(step: Step): number {
  let sum = 0;
  for (const [name, share] of Object.entries(STEPS)) {
    if (name === step) break;
    sum += share;
  }
  return sum;
}
