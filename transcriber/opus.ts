import { OpusDecoding } from "../kit/mod.ts";
import { SAMPLE_RATE } from "./limits.ts";

/** One voice's Opus as mono samples from -1 to 1, at the rate that engines take. */
export class OpusVoice {
  readonly #decoding: OpusDecoding;

  private constructor(decoding: OpusDecoding) {
    this.#decoding = decoding;
  }

  static async open(): Promise<OpusVoice> {
    return new OpusVoice(await OpusDecoding.open({ sampleRate: SAMPLE_RATE, channels: 1 }));
  }

  /** `undefined`: it is no Opus. */
  decode(payload: Uint8Array): Float32Array | undefined {
    return this.#decoding.decode(payload)?.[0];
  }

  close(): void {
    this.#decoding.close();
  }
}
