interface Held {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Things that are to happen later, in the order in which they came. */
export class DelayLine {
  #delayMs = 0;
  #jitterMs = 0;
  readonly #held: Held[] = [];
  readonly #random: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `random`: in [0, 1), for the jitter. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** From the next one on: this late, and up to `jitterMs` later. */
  set(delayMs: number, jitterMs: number): void {
    this.#delayMs = delayMs;
    this.#jitterMs = jitterMs;
  }

  pass(run: () => void): void {
    const nowMs = performance.now();
    const wishedMs = nowMs + this.#delayMs + this.#jitterMs * this.#random();
    const dueMs = Math.max(wishedMs, this.#held.at(-1)?.dueMs ?? 0);
    if (dueMs <= nowMs) return run();
    this.#held.push({ dueMs, run });
    this.#wait();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#held.length = 0;
  }

  #wait(): void {
    const [next] = this.#held;
    if (!next || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const nowMs = performance.now();
      const later = this.#held.findIndex(({ dueMs }) => dueMs > nowMs);
      const due = this.#held.splice(0, later === -1 ? this.#held.length : later);
      for (const { run } of due) run();
      this.#wait();
    }, Math.max(0, Math.ceil(next.dueMs - performance.now())));
  }
}
