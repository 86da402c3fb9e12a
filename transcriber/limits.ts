/** Every bound of the transcriber, in one place. */

/** What engines are given: mono, in samples of 16 bits. */
export const SAMPLE_RATE = 16_000;

/** How long a missing packet is waited for, and how many others may wait behind it. */
export const REORDER = { waitMs: 80, max: 64 } as const;
/** A pause in a voice longer than this is not drawn out in full: nothing is said in it. */
export const SILENCE_FILLED_MAX_MS = 1_000;
/** Nothing for so long, and what was being said is over: muted, silent, or cut off. */
export const VOICE_QUIET_MS = 800;
/** How often voices that send nothing are looked at. */
export const TICK_MS = 100;

/** Utterances that wait for an engine, all voices together; the oldest goes first. */
export const WAITING_MAX = 64;
/** A caption so late helps nobody. */
export const CAPTION_AGE_MAX_MS = 20_000;

/** Bytes of an engine's answer that are read. */
export const ANSWER_BYTES_MAX = 64 * 1_024;
