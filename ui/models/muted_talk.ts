/**
 * Whether somebody talks into a microphone that is muted. Speech is told from noise by what noise
 * lacks: it stands well above the level of the room, comes in syllables, and lasts. Pure.
 */

/** Levels are linear, 0 to 1. Quieter than this nobody means to be heard. */
const LEVEL_MIN = 0.015;
/** Speech is so many times as loud as the room without it. */
const ABOVE_ROOM = 3;
/** The room's level follows quieter samples at once, and louder ones so slowly, per sample. */
const ROOM_RISE = 1.03;
/** Looked at together; at the rate at which levels are sampled about 1.6 s. */
const WINDOW_SAMPLES = 16;
/** So many of them are loud in speech, with pauses between words; a click or cough is over sooner. */
const LOUD_SAMPLES_MIN = 7;
/** And fewer of them begin to show it again once it went. */
const LOUD_SAMPLES_STILL = 2;
/** The notice stays so long after the last word. */
const STAY_MS = 3_000;

export interface MutedTalk {
  readonly isTalking: boolean;
  /** The level of the room when nobody speaks. */
  readonly room: number;
  /** Whether each of the last samples was loud, the newest last. */
  readonly loud: readonly boolean[];
  readonly lastLoudAt: number;
}

export const NO_TALK: MutedTalk = { isTalking: false, room: 1, loud: [], lastLoudAt: -Infinity };

/** The state after one more sample, taken at `now` (ms, any monotonic clock). */
export function listenMuted(talk: MutedTalk, level: number, now: number): MutedTalk {
  const room = Math.min(level, Math.max(talk.room * ROOM_RISE, 0.0005));
  const isLoud = level >= LEVEL_MIN && level >= talk.room * ABOVE_ROOM;
  const loud = [...talk.loud, isLoud].slice(-WINDOW_SAMPLES);
  const count = loud.filter(Boolean).length;
  const isSpeech = count >= (talk.isTalking ? LOUD_SAMPLES_STILL : LOUD_SAMPLES_MIN);
  const lastLoudAt = isSpeech && isLoud ? now : talk.lastLoudAt;
  return { isTalking: now - lastLoudAt < STAY_MS, room, loud, lastLoudAt };
}
