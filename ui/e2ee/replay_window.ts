/** Which of a track's frames have been seen, so that none is played twice. */

/**
 * Counters behind the newest that are still told apart. A sender counts all its tracks, layers and planes
 * together, some 200 a second: that makes five seconds of frames overtaking each other.
 */
export const WINDOW = 1_024;

const WORD_BITS = 32;

export class ReplayWindow {
  readonly #seen = new Uint32Array(WINDOW / WORD_BITS);
  #newest = -1n;

  /** Whether the frame of this counter has not been seen and is not too old to know. */
  isNew(counter: bigint): boolean {
    if (counter > this.#newest) return true;
    if (counter <= this.#newest - BigInt(WINDOW)) return false;
    const { word, bit } = slotOf(counter);
    return ((this.#seen[word] ?? 0) & bit) === 0;
  }

  /** Remembers a frame; only of one that is proven to be the sender's. */
  add(counter: bigint): void {
    if (counter - this.#newest >= BigInt(WINDOW)) {
      this.#seen.fill(0);
      this.#newest = counter;
    }
    while (this.#newest < counter) {
      const { word, bit } = slotOf(++this.#newest);
      this.#seen[word] = (this.#seen[word] ?? 0) & ~bit;
    }
    const { word, bit } = slotOf(counter);
    this.#seen[word] = (this.#seen[word] ?? 0) | bit;
  }
}

function slotOf(counter: bigint): { word: number; bit: number } {
  const slot = Number(counter % BigInt(WINDOW));
  return { word: Math.floor(slot / WORD_BITS), bit: 1 << (slot % WORD_BITS) };
}
