/** Puts packets in order, waiting a little for those that are late. Pure: times come in. */

export interface ReorderOptions {
  /** How long a missing packet is waited for. */
  readonly waitMs: number;
  /** How many others may wait behind it. */
  readonly max: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly atMs: number;
}

export class Reorder<T> {
  readonly #options: ReorderOptions;
  readonly #waiting = new Map<number, Waiting<T>>();
  #next: number | undefined;

  constructor(options: ReorderOptions) {
    this.#options = options;
  }

  /** `index`: the sequence number without turns. What comes twice or too late is dropped. */
  push(index: number, item: T, nowMs: number): void {
    this.#next ??= index;
    if (index < this.#next || this.#waiting.has(index)) return;
    this.#waiting.set(index, { item, atMs: nowMs });
  }

  /** What is due, in order. Packets that did not come in time are passed over. */
  *due(nowMs: number): Generator<T> {
    const { waitMs, max } = this.#options;
    while (this.#waiting.size > 0 && this.#next !== undefined) {
      const here = this.#waiting.get(this.#next);
      if (here) {
        this.#waiting.delete(this.#next++);
        yield here.item;
        continue;
      }
      const first = Math.min(...this.#waiting.keys());
      const waitedMs = nowMs - (this.#waiting.get(first)?.atMs ?? nowMs);
      if (waitedMs < waitMs && this.#waiting.size < max) return;
      this.#next = first;
    }
  }
}
