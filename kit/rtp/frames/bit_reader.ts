/** Reads headers bit by bit. Beyond the end there are zeros, and `isOver` says so. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  /** Up to 32 bits, the most significant first. */
  bits(count: number): number {
    let value = 0;
    for (let read = 0; read < count; read++) {
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at++;
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** Exp-Golomb, `ue(v)` of H.264 (9.1). */
  golomb(): number {
    let zeros = 0;
    while (zeros < 32 && !this.isOver && !this.flag()) zeros++;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** `se(v)`. */
  signedGolomb(): number {
    const code = this.golomb();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}
