/** Whether a microphone brings any sound at all. Pure. */

/** Linear. The quietest room is louder; a switched-off microphone brings zeros. */
const SILENCE_MAX = 0.0004;
/** Silence for so long is told. */
export const SILENT_AFTER_MS = 4_000;

export interface SoundCheck {
  readonly found: "listening" | "heard" | "silent";
  /** When listening began, or sound was last heard. */
  readonly since: number;
}

export const beginCheck = (now: number): SoundCheck => ({ found: "listening", since: now });

/** The state after one more sample, taken at `now` (ms, any monotonic clock). */
export function checkSound(check: SoundCheck, level: number, now: number): SoundCheck {
  if (level > SILENCE_MAX) return { found: "heard", since: now };
  const isSilent = now - check.since >= SILENT_AFTER_MS;
  return isSilent ? { ...check, found: "silent" } : check;
}
