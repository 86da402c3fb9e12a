/**
 * Whether this person's network carries their camera beside their voice. Pure.
 *
 * Browsers share what their network carries between tracks; below some bitrate a camera is a blur that
 * only makes the sound late. Then the camera is paused, and the voice has it all. While nothing but
 * sound is sent the browser can't know how much more would pass, so the camera comes back on trial, and
 * after each trial that failed it takes longer until the next.
 */

/** With less than this, in bits a second, a camera is not worth sending. */
export const HOLD_BELOW_BPS = 120_000;
/** From here on, without a doubt, it is. */
export const RESUME_ABOVE_BPS = 400_000;
export const HOLD_AFTER_MS = 4_000;
export const RESUME_AFTER_MS = 4_000;
/** A paused camera stays so for at least this long, lest it flickers. */
export const RETRY_MS = 10_000;
export const RETRY_MAX_MS = 80_000;
/** An estimate that has to rise from a voice's rate takes a while. */
export const TRIAL_GRACE_MS = 6_000;
/** A camera that was sent for so long is no longer on trial. */
export const TRIAL_MS = 20_000;
/** Beyond this loss, percent, a trial would take from a voice that suffers already. */
export const TRIAL_LOSS_MAX = 8;

export interface UplinkSample {
  readonly nowMs: number;
  /** The browser's estimate; undefined: it has none yet. */
  readonly availableBps: number | undefined;
  /** Of this person's packets at the other end, percent. */
  readonly lossPercent: number;
}

export interface Uplink {
  /** The camera is not to be sent. */
  readonly isHeld: boolean;
  /** Since when there has been too little, or plenty; undefined: neither. */
  readonly lowSinceMs: number | undefined;
  readonly highSinceMs: number | undefined;
  /** When the camera was last let go. */
  readonly triedAtMs: number;
  readonly heldAtMs: number;
  readonly retryMs: number;
}

export const GOOD_UPLINK: Uplink = {
  isHeld: false,
  lowSinceMs: undefined,
  highSinceMs: undefined,
  triedAtMs: -Infinity,
  heldAtMs: -Infinity,
  retryMs: RETRY_MS,
};

export function judgeUplink(was: Uplink, sample: UplinkSample): Uplink {
  const { nowMs, availableBps, lossPercent } = sample;
  if (availableBps === undefined) return { ...was, lowSinceMs: undefined, highSinceMs: undefined };
  const lowSinceMs = availableBps < HOLD_BELOW_BPS ? was.lowSinceMs ?? nowMs : undefined;
  const highSinceMs = availableBps >= RESUME_ABOVE_BPS ? was.highSinceMs ?? nowMs : undefined;
  const state = { ...was, lowSinceMs, highSinceMs };
  if (!was.isHeld) {
    const triedForMs = nowMs - was.triedAtMs;
    if (triedForMs < TRIAL_GRACE_MS) return { ...state, lowSinceMs: undefined };
    if (lowSinceMs === undefined || nowMs - lowSinceMs < HOLD_AFTER_MS) return state;
    const retryMs = triedForMs < TRIAL_MS ? Math.min(RETRY_MAX_MS, was.retryMs * 2) : RETRY_MS;
    return { ...state, isHeld: true, heldAtMs: nowMs, retryMs };
  }
  const heldForMs = nowMs - was.heldAtMs;
  const isPlenty = highSinceMs !== undefined && nowMs - highSinceMs >= RESUME_AFTER_MS;
  const isDue = heldForMs >= was.retryMs && lossPercent <= TRIAL_LOSS_MAX;
  if (!isDue && !(isPlenty && heldForMs >= RETRY_MS)) return state;
  return { ...state, isHeld: false, lowSinceMs: undefined, triedAtMs: nowMs };
}
