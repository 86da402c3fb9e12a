/** A window over several maps, as if their entries stood in one row. */
export class Page {
  #skip: number;
  #left: number;
  #isFull = false;

  constructor(skip: number, size: number) {
    this.#skip = skip;
    this.#left = size;
  }

  /** The part of the next map that falls into the window. */
  of<T>(map: ReadonlyMap<string, T>): T[] {
    const rest = map.values().drop(Math.min(this.#skip, map.size)).take(this.#left).toArray();
    const beyond = map.size - this.#skip - rest.length;
    this.#skip = Math.max(0, this.#skip - map.size);
    this.#left -= rest.length;
    if (beyond > 0) this.#isFull = true;
    return rest;
  }

  /** Whether something stands behind the window. */
  get isFull(): boolean {
    return this.#isFull;
  }
}
