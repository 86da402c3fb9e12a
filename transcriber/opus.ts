import { OpusDecoder } from "opus-decoder";
import { SAMPLE_RATE } from "./limits.ts";

/** One voice's Opus (RFC 6716) as mono samples from -1 to 1, at the rate that engines take. */
export class OpusVoice {
  readonly #decoder = new OpusDecoder({ sampleRate: SAMPLE_RATE, channels: 1 });
  #isReady = false;

  private constructor() {}

  static async open(): Promise<OpusVoice> {
    const voice = new OpusVoice();
    await voice.#decoder.ready;
    voice.#isReady = true;
    return voice;
  }

  /** `undefined`: it is no Opus. */
  decode(payload: Uint8Array): Float32Array | undefined {
    if (!this.#isReady || payload.length === 0) return undefined;
    const { channelData, samplesDecoded, errors } = this.#decoder.decodeFrame(payload);
    return errors.length > 0 || samplesDecoded === 0 ? undefined : channelData[0];
  }

  close(): void {
    if (this.#isReady) this.#decoder.free();
    this.#isReady = false;
  }
}
