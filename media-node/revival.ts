/**
 * When layered video that mediasoup withholds is tried again. Pure.
 *
 * What was sent bounds what mediasoup takes a network to carry: by no more than half beyond it. Where
 * nothing but sound is left, the lowest layer may never fit again, however good the network has become.
 * So for a moment more is taken for granted. If it passes, the estimate knows, and video stays; else
 * it is withheld again, and it takes longer until the next trial, for each costs some sound.
 */
import { RESERVED_BPS } from "./adaptation.ts";

/** Taken for granted on trial, at least: a lowest layer beside a voice or two. */
export const TRIAL_BPS = 200_000;
/** And at most, whatever the lowest layer takes. */
export const TRIAL_MAX_BPS = 800_000;
/**
 * So many times what the lowest layer takes on average: it begins with a key frame, and a layer that
 * does not fit for a moment is withheld again at once.
 */
export const TRIAL_HEADROOM = 2;
/** Long enough for a key frame to be asked for and sent, and for the estimate to follow. */
export const TRIAL_MS = 2_000;
export const RETRY_MS = 8_000;
export const RETRY_MAX_MS = 64_000;
/** Video that has flowed for so long has come to stay. */
export const SETTLED_MS = 15_000;

export interface Revival {
  readonly isTrying: boolean;
  readonly triedAtMs: number;
  /** When the next trial is due; undefined: nothing has been withheld for a while. */
  readonly dueAtMs: number | undefined;
  /** How long the trial after this one is waited for. */
  readonly retryMs: number;
  /** Since when nothing is withheld. */
  readonly flowsSinceMs: number | undefined;
}

export const FLOWING: Revival = {
  isTrying: false,
  triedAtMs: -Infinity,
  dueAtMs: undefined,
  retryMs: RETRY_MS,
  flowsSinceMs: undefined,
};

/** What to take for granted, where the smallest layer withheld takes `lowestBps`; 0: not measured yet. */
export function trialBps(lowestBps: number): number {
  const wantedBps = RESERVED_BPS + lowestBps * TRIAL_HEADROOM;
  return Math.min(TRIAL_MAX_BPS, Math.max(TRIAL_BPS, wantedBps));
}

export function revive(
  was: Revival,
  { nowMs, isWithheld }: { nowMs: number; isWithheld: boolean },
): Revival {
  const isTrying = was.isTrying && nowMs - was.triedAtMs < TRIAL_MS;
  if (!isWithheld) {
    const flowsSinceMs = was.flowsSinceMs ?? nowMs;
    const isSettled = nowMs - flowsSinceMs >= SETTLED_MS;
    const retryMs = isSettled ? RETRY_MS : was.retryMs;
    // Video that flickers must not put its trial off each time.
    const dueAtMs = isSettled ? undefined : was.dueAtMs;
    return { ...was, isTrying, dueAtMs, retryMs, flowsSinceMs };
  }
  const state = { ...was, isTrying, flowsSinceMs: undefined };
  const dueAtMs = was.dueAtMs ?? nowMs + was.retryMs;
  if (isTrying || nowMs < dueAtMs) return { ...state, dueAtMs };
  const retryMs = Math.min(RETRY_MAX_MS, was.retryMs * 2);
  return { ...state, isTrying: true, triedAtMs: nowMs, dueAtMs: nowMs + retryMs, retryMs };
}
