import type { ActorLimits } from "./limits.ts";

/** How often one actor was rebuilt lately, so that a fault that comes back each time ends it. */
export class Restarts {
  readonly #limits: Pick<ActorLimits, "restarts" | "restartWindowMs">;
  #count = 0;
  #lastMs = -Infinity;

  constructor(limits: Pick<ActorLimits, "restarts" | "restartWindowMs">) {
    this.#limits = limits;
  }

  /** Counts one more at `nowMs`, a monotonic time, and tells whether it is allowed. */
  allow(nowMs: number): boolean {
    if (nowMs - this.#lastMs > this.#limits.restartWindowMs) this.#count = 0;
    this.#lastMs = nowMs;
    return ++this.#count <= this.#limits.restarts;
  }
}
