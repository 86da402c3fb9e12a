/** Who is speaking, told from audio levels with some inertia. Pure. */

/** Levels are linear, 0 to 1. Speech begins above the first and ends below the second. */
export const SPEECH_ON = 0.02;
export const SPEECH_OFF = 0.01;
/** Samples above the threshold before speech counts; a click is shorter. */
export const SAMPLES_TO_START = 2;
/** Pauses between words are shorter than this. */
export const HANGOVER_MS = 700;

export interface Speech {
  readonly isSpeaking: boolean;
  readonly loudSamples: number;
  readonly lastLoudAt: number;
}

export const SILENCE: Speech = { isSpeaking: false, loudSamples: 0, lastLoudAt: -Infinity };

/** The state after one more sample at `now` (ms, any monotonic clock). */
export function hear(speech: Speech, level: number, now: number): Speech {
  const threshold = speech.isSpeaking ? SPEECH_OFF : SPEECH_ON;
  const isLoud = level >= threshold;
  const loudSamples = isLoud ? speech.loudSamples + 1 : 0;
  const lastLoudAt = isLoud ? now : speech.lastLoudAt;
  const isSpeaking = speech.isSpeaking
    ? now - lastLoudAt < HANGOVER_MS
    : loudSamples >= SAMPLES_TO_START;
  return { isSpeaking, loudSamples, lastLoudAt };
}
