/**
 * The command ids whose facts are in the log, for a bounded while. An id is worth remembering until
 * its deadline has passed, since later the command is refused anyway; `graceMs` covers clocks that
 * disagree. Beyond `max` the oldest goes first.
 */
export class RecentIds {
  readonly #deadlines: Map<string, number>;
  readonly #max: number;
  readonly #graceMs: number;

  constructor(max: number, graceMs: number, ids: Iterable<readonly [string, number]> = []) {
    this.#max = max;
    this.#graceMs = graceMs;
    this.#deadlines = new Map(ids);
  }

  has(id: string): boolean {
    return this.#deadlines.has(id);
  }

  add(id: string, deadlineAt: number, now: number): void {
    this.#deadlines.set(id, deadlineAt);
    for (const [oldest, deadline] of this.#deadlines) {
      // Ids come roughly in the order of their deadlines, so looking at the oldest is enough.
      const expired = deadline + this.#graceMs < now;
      if (!expired && this.#deadlines.size <= this.#max) break;
      this.#deadlines.delete(oldest);
    }
  }

  entries(): [string, number][] {
    return [...this.#deadlines];
  }
}
