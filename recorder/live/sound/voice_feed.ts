import { type Frame, OpusDecoding } from "../../../kit/mod.ts";
import { SAMPLES_PER_SECOND, SPEECH_LOUDNESS } from "../limits.ts";
import type { Mixer } from "./mixer.ts";

export interface VoiceFeedOptions {
  /** Tells it from others. */
  readonly id: string;
  readonly mixer: () => Mixer;
  readonly onSpeech: () => void;
}

/** One track's sound, on its way into the common one. */
export class VoiceFeed {
  readonly #options: VoiceFeedOptions;
  #decoding: OpusDecoding | undefined;
  #isClosed = false;

  private constructor(options: VoiceFeedOptions) {
    this.#options = options;
  }

  /** What comes in the few ms until its decoder is there is not heard. */
  static open(options: VoiceFeedOptions, onFault: (error: unknown) => void): VoiceFeed {
    const feed = new VoiceFeed(options);
    OpusDecoding.open({ sampleRate: SAMPLES_PER_SECOND, channels: 2 }).then((decoding) => {
      if (feed.#isClosed) decoding.close();
      else feed.#decoding = decoding;
    }, onFault);
    return feed;
  }

  push({ data }: Frame, atMs: number): void {
    const sound = this.#decoding?.decode(data);
    if (!sound) return;
    const { id, mixer, onSpeech } = this.#options;
    mixer().add(id, atMs, sound);
    if (loudnessOf(sound) > SPEECH_LOUDNESS) onSpeech();
  }

  close(): void {
    this.#isClosed = true;
    this.#decoding?.close();
    this.#options.mixer().forget(this.#options.id);
  }
}

/** Of one channel, by its mean square, from 0 to 1. */
function loudnessOf([samples = new Float32Array()]: readonly Float32Array[]): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
