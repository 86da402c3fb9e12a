import type { Clock } from "../../kit/mod.ts";
import type { Caption } from "../../protocol/mod.ts";

/** Captions of one room at once, and a second; final ones may use the last of it. */
const BURST = 40;
const PER_SECOND = 20;
/** What is left for captions that nothing later replaces. */
const KEPT_FOR_FINAL = 10;

/** How many captions a room's people are told: a transcriber gone wild must not drown them. */
export class CaptionBudget {
  readonly #clock: Pick<Clock, "monotonicMs">;
  #left = BURST;
  #atMs: number;

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#clock = clock;
    this.#atMs = clock.monotonicMs();
  }

  allows({ isFinal }: Pick<Caption, "isFinal">): boolean {
    const nowMs = this.#clock.monotonicMs();
    this.#left = Math.min(BURST, this.#left + (nowMs - this.#atMs) * PER_SECOND / 1_000);
    this.#atMs = nowMs;
    if (this.#left < (isFinal ? 1 : KEPT_FOR_FINAL)) return false;
    this.#left--;
    return true;
  }
}
