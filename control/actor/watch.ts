import type { Clock } from "../../kit/mod.ts";

/** How often the watch looks at the clock. */
const TICK_MS = 250;
/** A tick that comes so late says that the process stood still: SIGSTOP, a laptop's sleep, a long GC. */
const FROZEN_MS = 1_000;

/**
 * Notices that this process was frozen. While it was, others may have taken over what it owns, and
 * nothing told it. Monotonic time goes on during a SIGSTOP; timers don't.
 */
export class FreezeWatch {
  readonly #clock: Clock;
  readonly #frozen: (forMs: number) => void;
  #seenMs: number;
  #cancel: (() => void) | undefined;

  /** `frozen` is told for how long. */
  constructor(clock: Clock, frozen: (forMs: number) => void) {
    this.#clock = clock;
    this.#frozen = frozen;
    this.#seenMs = clock.monotonicMs();
  }

  start(): void {
    this.#seenMs = this.#clock.monotonicMs();
    this.#tickLater();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /**
   * Looks now, at a monotonic time. Whoever is about to act on what it believes to own asks first, since after a freeze a
   * message may be handled before the late timer.
   */
  look(nowMs = this.#clock.monotonicMs()): void {
    if (!this.#cancel) return;
    const forMs = nowMs - this.#seenMs;
    if (forMs <= FROZEN_MS) return;
    this.#seenMs = nowMs;
    this.#frozen(forMs);
  }

  #tickLater(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => {
      this.look();
      this.#seenMs = this.#clock.monotonicMs();
      this.#tickLater();
    });
  }
}
