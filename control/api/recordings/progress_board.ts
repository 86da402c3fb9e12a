import type { Bus, BusSubscription, Clock } from "../../../kit/mod.ts";
import { type JobKind, JobProgress, type RecordingId, wildcards } from "../../../protocol/mod.ts";

/** Jobs that are remembered; the one that was told of longest ago makes room. */
const JOBS_MAX = 2_000;
/** Nobody is at work on a job that has not been told of for so long. */
const FRESH_MS = 60_000;

/** How far the work on recordings is, as its workers last told. */
export class ProgressBoard {
  readonly #jobs = new Map<string, { progress: JobProgress; heardMs: number }>();
  readonly #clock: Clock;
  readonly #subscription: BusSubscription;

  constructor({ bus, clock }: { bus: Bus; clock: Clock }) {
    this.#clock = clock;
    this.#subscription = bus.subscribe(wildcards.recordingProgress, {}, ({ body }) => {
      const { data: progress } = JobProgress.safeParse(body);
      if (progress) this.#keep(progress);
    });
  }

  of(id: RecordingId, kind: JobKind): JobProgress | undefined {
    const heard = this.#jobs.get(`${id}/${kind}`);
    const isFresh = heard && this.#clock.monotonicMs() - heard.heardMs < FRESH_MS;
    return isFresh ? heard.progress : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #keep(progress: JobProgress): void {
    const key = `${progress.recordingId}/${progress.job}`;
    this.#jobs.delete(key);
    this.#jobs.set(key, { progress, heardMs: this.#clock.monotonicMs() });
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > JOBS_MAX && oldest !== undefined) this.#jobs.delete(oldest);
  }
}
