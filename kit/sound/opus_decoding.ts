import type { OpusDecoder, OpusDecoderSampleRate } from "opus-decoder";

export interface OpusDecodingOptions {
  readonly sampleRate: OpusDecoderSampleRate;
  /** What is coded with another number is mixed to it. */
  readonly channels: 1 | 2;
}

/** One source's Opus (RFC 6716) as samples from -1 to 1. */
export class OpusDecoding {
  readonly #decoder: OpusDecoder<OpusDecoderSampleRate>;
  #isOpen = true;

  private constructor(decoder: OpusDecoder<OpusDecoderSampleRate>) {
    this.#decoder = decoder;
  }

  static async open(options: OpusDecodingOptions): Promise<OpusDecoding> {
    // Processes that decode nothing do without it.
    const { OpusDecoder } = await import("opus-decoder");
    const decoder = new OpusDecoder({ ...options });
    await decoder.ready;
    return new OpusDecoding(decoder);
  }

  /** By channel; `undefined`: it is no Opus. */
  decode(payload: Uint8Array): readonly Float32Array[] | undefined {
    if (!this.#isOpen || payload.length === 0) return undefined;
    const { channelData, samplesDecoded, errors } = this.#decoder.decodeFrame(payload);
    return errors.length > 0 || samplesDecoded === 0 ? undefined : channelData;
  }

  close(): void {
    if (this.#isOpen) this.#decoder.free();
    this.#isOpen = false;
  }
}
