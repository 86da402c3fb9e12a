/** When somebody speaks, and how loudly, from the levels of a microphone. Pure. */
import { bridgeSpans, type Span } from "../../kit/mod.ts";
import { GAIN_MAX_DB, SPEECH_MIN_MS, SPEECH_PAUSE_MS } from "./limits.ts";

/** What a level is measured over. */
export const LEVEL_MS = 100;
/** Nothing quieter is speech, and all that is louder is. */
const QUIET_DB = -50;
const LOUD_DB = -35;
/** So much louder than a microphone's quiet fifth. */
const ABOVE_NOISE_DB = 12;
const NOISE_SHARE = 0.2;
/** What speech is levelled to before all is levelled together. */
const SPEECH_DB = -22;

export interface Voice {
  readonly speech: readonly Span[];
  /** Makes people equally loud, whatever their microphones are like. */
  readonly gainDb: number;
}

/**
 * `levels`: dB of full scale, one every {@linkcode LEVEL_MS} of the video from its start, `-Infinity` where
 * there is nothing.
 */
export function voiceOf(levels: Float32Array): Voice {
  const heard = levels.filter((level) => level > -Infinity).sort();
  const noise = heard[Math.floor(heard.length * NOISE_SHARE)] ?? QUIET_DB;
  const threshold = Math.min(LOUD_DB, Math.max(QUIET_DB, noise + ABOVE_NOISE_DB));
  const spans: Span[] = [];
  let [power, count] = [0, 0];
  for (const [at, level] of levels.entries()) {
    if (level < threshold) continue;
    spans.push({ startMs: at * LEVEL_MS, endMs: (at + 1) * LEVEL_MS });
    power += 10 ** (level / 10);
    count++;
  }
  const speech = bridgeSpans(spans, SPEECH_PAUSE_MS)
    .filter(({ startMs, endMs }) => endMs - startMs >= SPEECH_MIN_MS);
  const gain = count === 0 ? 0 : SPEECH_DB - 10 * Math.log10(power / count);
  return { speech, gainDb: Math.max(-GAIN_MAX_DB, Math.min(GAIN_MAX_DB, round(gain))) };
}

const round = (db: number) => Math.round(db * 10) / 10;

/** Measures levels of samples that come in pieces: little endian, 16 bits, mono. */
export class LevelMeter {
  readonly #windowSamples: number;
  readonly #levels: number[] = [];
  #power = 0;
  #samples = 0;
  #half: number | undefined;

  constructor(sampleRate: number) {
    this.#windowSamples = Math.round(sampleRate * LEVEL_MS / 1_000);
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    if (this.#half !== undefined && bytes.length > 0) {
      this.#add(this.#half | ((bytes[0] ?? 0) << 8));
      this.#half = undefined;
      at = 1;
    }
    for (; at + 1 < bytes.length; at += 2) {
      this.#add((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
    }
    if (at < bytes.length) this.#half = bytes[at];
  }

  levels(): Float32Array {
    return Float32Array.from(this.#levels);
  }

  #add(unsigned: number): void {
    const sample = (unsigned << 16 >> 16) / 32_768;
    this.#power += sample * sample;
    if (++this.#samples < this.#windowSamples) return;
    this.#levels.push(10 * Math.log10(this.#power / this.#samples));
    [this.#power, this.#samples] = [0, 0];
  }
}
