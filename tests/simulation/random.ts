/** Chance that can be repeated: the same seed gives the same numbers for ever. */
export class Random {
  #state: number;

  /** `stream` keeps independent uses of one seed apart, so that one more draw here changes none there. */
  constructor(seed: number, stream = "") {
    let hash = 0x811c9dc5 ^ (seed >>> 0);
    for (let at = 0; at < stream.length; at++) {
      hash = Math.imul(hash ^ stream.charCodeAt(at), 0x01000193);
    }
    this.#state = hash >>> 0;
    // Neighbouring seeds begin alike; a few draws drive them apart.
    for (let draw = 0; draw < 4; draw++) this.next();
  }

  /** Uniform in [0, 1); mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Throws on an empty list. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error("Cannot pick: the list is empty");
    return item;
  }

  /** One of the keys, each as likely as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const keys = Object.keys(weights) as K[];
    let left = this.next() * keys.reduce((sum, key) => sum + weights[key], 0);
    for (const key of keys) {
      left -= weights[key];
      if (left < 0) return key;
    }
    return this.pick(keys);
  }
}
