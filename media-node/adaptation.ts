/**
 * Which videos of a single layer are held back from a client whose network can't carry them. Pure.
 *
 * mediasoup gives layered videos (simulcast, SVC) the layers that fit its bandwidth estimate, and none
 * where the lowest does not fit. Those of one layer, small cameras and most shared screens, it sends
 * whatever it finds, and they would take the sound with them. So these are paused here, the least
 * important first, one at a time. Sound is never touched.
 *
 * While a video is held back its bandwidth can't be measured: it comes back on trial, and after each
 * trial that failed it takes longer until the next.
 */

/** Kept free for sound and for what is sent again. */
export const RESERVED_BPS = 60_000;
/** A stream that gets less than this part of what it needs does not get through. */
export const CARRIED_SHARE = 0.8;
/** Too little for so long means that it will stay so. */
export const HOLD_AFTER_MS = 2_000;
/** The same for a stream on trial, whose burst the sound should not have to bear for long. */
export const TRIAL_HOLD_AFTER_MS = 600;
/** A stream that has come through for so long is no longer on trial. */
export const TRIAL_MS = 10_000;
export const RETRY_MS = 8_000;
export const RETRY_MAX_MS = 64_000;
/** With room for so many times what it needs, and for so long, a stream comes back without a trial's wait. */
export const AMPLE_SHARE = 1.5;
export const AMPLE_AFTER_MS = 3_000;

/** A video of one layer that the client is to get, held back or not. */
export interface SingleLayer {
  readonly id: string;
  /** As its sender sends it. */
  readonly needBps: number;
  /** Higher is more important. */
  readonly priority: number;
}

export interface Sight {
  readonly nowMs: number;
  /** The bandwidth estimate of the way to the client. */
  readonly availableBps: number;
  readonly streams: readonly SingleLayer[];
}

export interface Adaptation {
  readonly held: ReadonlySet<string>;
  /** Since when there is too little, or more than enough; undefined: neither. */
  readonly shortSinceMs: number | undefined;
  readonly ampleSinceMs: number | undefined;
  /** When the last stream was let through again. */
  readonly triedAtMs: number;
  readonly nextTryMs: number;
  readonly retryMs: number;
}

export const UNHINDERED: Adaptation = {
  held: new Set(),
  shortSinceMs: undefined,
  ampleSinceMs: undefined,
  triedAtMs: -Infinity,
  nextTryMs: Infinity,
  retryMs: RETRY_MS,
};

export function adapt(was: Adaptation, { nowMs, availableBps, streams }: Sight): Adaptation {
  const there = new Set(streams.map(({ id }) => id));
  const held = new Set([...was.held].filter((id) => there.has(id)));
  const ranked = streams.toSorted((a, b) => b.priority - a.priority);
  const open = ranked.filter(({ id }) => !held.has(id));
  const usableBps = availableBps - RESERVED_BPS;
  const needBps = sum(open);
  const isShort = open.length > 0 && usableBps < needBps * CARRIED_SHARE;
  const next = ranked.find(({ id }) => held.has(id));
  const isAmple = next !== undefined && usableBps >= (needBps + next.needBps) * AMPLE_SHARE;
  const shortSinceMs = isShort ? was.shortSinceMs ?? nowMs : undefined;
  const ampleSinceMs = isAmple ? was.ampleSinceMs ?? nowMs : undefined;
  const state = { ...was, held, shortSinceMs, ampleSinceMs };

  const isOnTrial = nowMs - was.triedAtMs < TRIAL_MS;
  const holdAfterMs = isOnTrial ? TRIAL_HOLD_AFTER_MS : HOLD_AFTER_MS;
  const least = open.at(-1);
  if (least && shortSinceMs !== undefined && nowMs - shortSinceMs >= holdAfterMs) {
    const retryMs = isOnTrial ? Math.min(RETRY_MAX_MS, was.retryMs * 2) : RETRY_MS;
    return {
      ...state,
      held: held.add(least.id),
      shortSinceMs: undefined,
      ampleSinceMs: undefined,
      triedAtMs: -Infinity,
      nextTryMs: nowMs + retryMs,
      retryMs,
    };
  }
  if (!next || isShort) return state;
  const isAmpleForLong = ampleSinceMs !== undefined && nowMs - ampleSinceMs >= AMPLE_AFTER_MS;
  if (!isAmpleForLong && nowMs < was.nextTryMs) return state;
  held.delete(next.id);
  return {
    ...state,
    ampleSinceMs: undefined,
    triedAtMs: nowMs,
    // The next one, if this one comes through.
    nextTryMs: nowMs + TRIAL_MS,
  };
}

const sum = (streams: readonly SingleLayer[]): number =>
  streams.reduce((total, { needBps }) => total + needBps, 0);
