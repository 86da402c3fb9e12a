import type { Clock } from "../kit/mod.ts";
import { HUNG_AFTER_MS, LOOK_LATE_MAX_MS, PING_INTERVAL_MS, STALLED_AFTER_MS } from "./limits.ts";

/** How long a worker may be silent, in multiples of {@linkcode PING_INTERVAL_MS}. */
export interface Patience {
  readonly stalledAfterMs: number;
  readonly hungAfterMs: number;
}

const PATIENCE: Patience = { stalledAfterMs: STALLED_AFTER_MS, hungAfterMs: HUNG_AFTER_MS };

export interface WorkerWatchOptions {
  readonly clock: Clock;
  /** Default: {@linkcode STALLED_AFTER_MS} and {@linkcode HUNG_AFTER_MS}. */
  readonly patience?: Patience | undefined;
  /** Resolves with the worker's answer. */
  readonly ping: () => Promise<void>;
  /** It has been silent for a while and may be hung. */
  readonly onStalled: () => void;
  /** It was stalled and answers again. */
  readonly onAnswer: () => void;
  /** It has been silent for so long that it must go. */
  readonly onHung: () => void;
}

/**
 * Asks a worker again and again whether it lives: one question under way at most. Silence is counted
 * by looks and not by the clock. A look that came late counts for nothing: this process got no time
 * then, so the answer may be waiting to be read, or the worker may have got none either. Suspicion
 * begins anew after it, a stall goes on.
 */
export class WorkerWatch {
  readonly #options: WorkerWatchOptions;
  readonly #patience: Patience;
  #isAsking = false;
  #silentMs = 0;
  #dueMs = 0;
  #cancel = () => {};

  constructor(options: WorkerWatchOptions) {
    this.#options = options;
    this.#patience = options.patience ?? PATIENCE;
  }

  get stalled(): boolean {
    return this.#silentMs >= this.#patience.stalledAfterMs;
  }

  start(): void {
    this.#ask();
    this.#lookLater();
  }

  stop(): void {
    this.#cancel();
  }

  #lookLater(): void {
    const { clock } = this.#options;
    this.#dueMs = clock.monotonicMs() + PING_INTERVAL_MS;
    this.#cancel = clock.after(PING_INTERVAL_MS, () => this.#look());
  }

  #look(): void {
    const { clock, onStalled, onHung } = this.#options;
    const isLate = clock.monotonicMs() - this.#dueMs > LOOK_LATE_MAX_MS;
    this.#lookLater();
    if (!this.#isAsking) return this.#ask();
    if (isLate) {
      if (!this.stalled) this.#silentMs = 0;
      return;
    }
    this.#silentMs += PING_INTERVAL_MS;
    if (this.#silentMs === this.#patience.stalledAfterMs) onStalled();
    if (this.#silentMs === this.#patience.hungAfterMs) onHung();
  }

  #ask(): void {
    this.#isAsking = true;
    this.#options.ping().then(() => this.#answered(), () => {
      // Only a worker that is gone refuses, and its end is told elsewhere.
      this.stop();
    });
  }

  #answered(): void {
    const wasStalled = this.stalled;
    this.#isAsking = false;
    this.#silentMs = 0;
    if (wasStalled) this.#options.onAnswer();
  }
}
