import type { Clock } from "../../kit/mod.ts";

/**
 * Does something once it is asked to, within some time and at a moment left to chance, so that what
 * strikes all sessions of a room together does not make them speak together. Asked again before that
 * moment it still does it once.
 */
export class Jittered {
  #cancel: (() => void) | undefined;

  constructor(
    private readonly options: {
      readonly clock: Clock;
      /** Uniform in [0, 1). */
      readonly random: () => number;
      readonly withinMs: number;
      readonly run: () => void;
    },
  ) {}

  /** Whether it was asked for and has not happened yet. */
  get due(): boolean {
    return this.#cancel !== undefined;
  }

  ask(): void {
    const { clock, random, withinMs, run } = this.options;
    this.#cancel ??= clock.after(random() * withinMs, () => {
      this.#cancel = undefined;
      run();
    });
  }

  /** Forgets that it was asked for. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
