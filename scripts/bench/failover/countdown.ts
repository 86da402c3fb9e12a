/** How much of a run is left, judged by what each kind of round has taken so far. Pure. */
export class Countdown {
  readonly #left: Map<string, number>;
  readonly #spent = new Map<string, { rounds: number; ms: number }>();

  /** `plan`: rounds of each kind. `usualMs`: what a round takes before one has been seen. */
  constructor(plan: ReadonlyMap<string, number>, readonly usualMs: number) {
    this.#left = new Map(plan);
  }

  spent(kind: string, ms: number): void {
    const { rounds, ms: before } = this.#spent.get(kind) ?? { rounds: 0, ms: 0 };
    this.#spent.set(kind, { rounds: rounds + 1, ms: before + ms });
    this.#left.set(kind, Math.max(0, (this.#left.get(kind) ?? 0) - 1));
  }

  /** Rounds of a kind that won't come. */
  skip(kind: string): void {
    this.#left.delete(kind);
  }

  get leftMs(): number {
    return [...this.#left].reduce((sum, [kind, rounds]) => {
      const spent = this.#spent.get(kind);
      return sum + rounds * (spent ? spent.ms / spent.rounds : this.usualMs);
    }, 0);
  }
}
