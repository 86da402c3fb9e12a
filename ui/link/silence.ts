/**
 * Whether the media node has fallen silent: nothing comes though somebody should be sending. Pure.
 * A wrong alarm costs little (the owner looks, tracks go out twice for a moment), but each one makes
 * the judge more patient for a while.
 */

/** No packet for so long while cameras send: six frames at 30 a second. */
export const FRAMES_LIMIT_MS = 200;
/** The same where only sound or a still screen is to be expected, whose packets come seldom. */
export const SPARSE_LIMIT_MS = 1_500;
/** Limits grow by wrong alarms up to so many times. */
export const PATIENCE_MAX = 4;
/** Patience falls by half after so long without an alarm. */
export const CALM_MS = 30_000;
/** A sample later than planned by this proves nothing: the page itself stood still. */
export const LATE_MS = 100;

const RESAMPLE_MS = 50;
/** No sample follows another more closely. */
const SAMPLE_MIN_MS = 25;

export interface Silence {
  readonly isSilent: boolean;
  /** Factor of the limits, from 1. */
  readonly patience: number;
  /** Since when there was no alarm. */
  readonly calmSince: number;
}

export const FLOWING: Silence = { isSilent: false, patience: 1, calmSince: -Infinity };

export interface Sample {
  readonly now: number;
  /** When something last came, as far as was looked. */
  readonly newestAt: number;
  readonly limitMs: number;
  /** How much later than planned the sample was taken. */
  readonly lateMs: number;
  /** Whether all packets were looked at, not frames alone, which a lost packet holds up. */
  readonly isThorough: boolean;
}

/** What follows: look again `inMs` from now, or at once and thoroughly. */
export type Judgement = { silence: Silence; inMs: number } | "look-closer";

export function judge(silence: Silence, sample: Sample): Judgement {
  const { now, newestAt, limitMs, lateMs, isThorough } = sample;
  const limit = limitMs * silence.patience;
  const ago = now - newestAt;
  if (ago < limit) {
    return { silence: flowing(silence, now), inMs: Math.max(SAMPLE_MIN_MS, limit - ago) };
  }
  if (!silence.isSilent && lateMs > LATE_MS) return { silence, inMs: RESAMPLE_MS };
  if (!isThorough) return "look-closer";
  return { silence: { ...silence, isSilent: true, calmSince: now }, inMs: RESAMPLE_MS };
}

/**
 * Nothing has come for so long that somebody must have paused it: there is no alarm, unless another plane
 * brings it meanwhile (`isCarried`). While the room can't say what is paused (`isTold` is false) an alarm
 * lasts: whoever took it back for a moment without media would leave the others alone on that other plane.
 */
export function forgotten(
  silence: Silence,
  { isCarried, isTold }: { isCarried: boolean; isTold: boolean },
): Silence {
  return { ...silence, isSilent: isCarried || (silence.isSilent && !isTold) };
}

function flowing(silence: Silence, now: number): Silence {
  if (silence.isSilent) {
    const patience = Math.min(PATIENCE_MAX, silence.patience * 2);
    return { isSilent: false, patience, calmSince: now };
  }
  if (silence.patience === 1 || now - silence.calmSince < CALM_MS) return silence;
  return { ...silence, patience: Math.max(1, silence.patience / 2), calmSince: now };
}
