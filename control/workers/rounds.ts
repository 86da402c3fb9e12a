import type { Clock } from "../../kit/mod.ts";

/** A round that failed is followed by another, not at once. */
const FAILED_AGAIN_MS = 2_000;

export interface RoundsOptions {
  readonly clock: Pick<Clock, "after">;
  /** One look at how things are, and what follows from it; resolves to when to look again, in ms. */
  readonly round: () => Promise<number | undefined>;
  /** Told what a round rejected with. */
  readonly failed: (error: unknown) => void;
}

/** Rounds that follow each other, never two at a time: whatever is said meanwhile makes one more. */
export class Rounds implements Disposable {
  readonly #options: RoundsOptions;
  #isDirty = false;
  #isRunning = false;
  #isOver = false;
  #cancelTimer: () => void = () => {};

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  /** Something has changed. Returns at once. */
  look(): void {
    if (this.#isOver) return;
    this.#isDirty = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#run().catch((error) => {
      this.#options.failed(error);
      this.#later(FAILED_AGAIN_MS);
    });
  }

  /** No other round begins. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#cancelTimer();
  }

  async #run(): Promise<void> {
    try {
      while (this.#isDirty && !this.#isOver) {
        this.#isDirty = false;
        this.#later(await this.#options.round());
      }
    } finally {
      // In the same turn as the last look at `#isDirty`, so that no reason to run falls in between.
      this.#isRunning = false;
    }
  }

  #later(ms: number | undefined): void {
    this.#cancelTimer();
    if (ms === undefined || this.#isOver) return;
    this.#cancelTimer = this.#options.clock.after(ms, () => this.look());
  }
}
