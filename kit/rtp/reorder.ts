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
  /** What came in its turn, as nearly everything does. */
  #ready: T[] = [];
  #next: number | undefined;

  constructor(options: ReorderOptions) {
    this.#options = options;
  }

  /** `index`: the sequence number without turns. What comes twice or too late is dropped. */
  push(index: number, item: T, nowMs: number): void {
    this.#next ??= index;
    if (index < this.#next || this.#waiting.has(index)) return;
    if (index === this.#next && this.#waiting.size === 0) {
      this.#next++;
      this.#ready.push(item);
      return;
    }
    this.#waiting.set(index, { item, atMs: nowMs });
  }

  /** What is due, in order. Packets that did not come in time are passed over. */
  due(nowMs: number): readonly T[] {
    const { waitMs, max } = this.#options;
    const due = this.#ready;
    this.#ready = [];
    while (this.#waiting.size > 0 && this.#next !== undefined) {
      const here = this.#waiting.get(this.#next);
      if (here) {
        this.#waiting.delete(this.#next++);
        due.push(here.item);
        continue;
      }
      const first = Math.min(...this.#waiting.keys());
      const waitedMs = nowMs - (this.#waiting.get(first)?.atMs ?? nowMs);
      if (waitedMs < waitMs && this.#waiting.size < max) break;
      this.#next = first;
    }
    return due;
  }
}
