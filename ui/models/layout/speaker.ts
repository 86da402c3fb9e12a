/**
 * Who is to be seen because they speak. A cough, a word of agreement or two people at a time must not
 * make pictures jump, so it takes a while to become the speaker, and longer to take over from
 * somebody who still speaks. Pure: time is told, ms of any monotonic clock.
 */
import type { PeerId } from "../../../protocol/mod.ts";

/** Speech counts as such until {@linkcode HANGOVER_MS} after its end; a cough is shorter with it. */
export const TAKE_MS = 1_000;
/** To take over from who still speaks; by those only who began after that, or two would take turns. */
export const INTERRUPT_MS = 2_500;
/** Remembered as having spoken. */
export const RECENT_MAX = 16;

export interface Following {
  /** Null: nobody has spoken yet. */
  readonly speaker: PeerId | null;
  /** Since when that is so. */
  readonly followedAt: number;
  /** Who has been the speaker, or has spoken as long, the latest first. */
  readonly recent: readonly PeerId[];
  /** Since when those who speak now do. */
  readonly since: ReadonlyMap<PeerId, number>;
}

export const NOBODY: Following = {
  speaker: null,
  followedAt: -Infinity,
  recent: [],
  since: new Map(),
};

/** The state at `now`, when `speaking` do. */
export function followSpeaker(
  { speaker, followedAt, recent, since: before }: Following,
  speaking: ReadonlySet<PeerId>,
  now: number,
): Following {
  const since = new Map([...speaking].map((id) => [id, before.get(id) ?? now]));
  const begun = (id: PeerId) => since.get(id) ?? now;
  const hasSpoken = (id: PeerId, ms: number) => now - begun(id) >= ms;
  const challengers = [...since.keys()].filter((id) => id !== speaker)
    .sort((a, b) => begun(a) - begun(b));
  const isHeld = speaker !== null && speaking.has(speaker);
  const takes = (id: PeerId) =>
    speaker === null ||
    (isHeld ? begun(id) > followedAt && hasSpoken(id, INTERRUPT_MS) : hasSpoken(id, TAKE_MS));
  const next = challengers.find(takes) ?? speaker;
  const heard = challengers.filter((id) => hasSpoken(id, TAKE_MS));
  const latest = [...next === null || next === speaker ? [] : [next], ...heard];
  const isNews = latest.some((id, index) => recent[index] !== id);
  return {
    speaker: next,
    followedAt: next === speaker ? followedAt : now,
    recent: isNews ? [...new Set([...latest, ...recent])].slice(0, RECENT_MAX) : recent,
    since,
  };
}

/** When it has to be looked at again though nobody begins or ends; null: not at all. */
export function nextLookAt({ speaker, since }: Following, now: number): number | null {
  const due = [...since].filter(([id]) => id !== speaker)
    .flatMap(([, at]) => [at + TAKE_MS, at + INTERRUPT_MS]).filter((at) => at > now);
  return due.length > 0 ? Math.min(...due) : null;
}

/** Without those who are gone. */
export function withoutGone(following: Following, here: ReadonlySet<PeerId>): Following {
  const { speaker, recent, since } = following;
  if ((speaker === null || here.has(speaker)) && recent.every((id) => here.has(id))) {
    return following;
  }
  return {
    ...following,
    speaker: speaker !== null && here.has(speaker) ? speaker : null,
    recent: recent.filter((id) => here.has(id)),
    since: new Map([...since].filter(([id]) => here.has(id))),
  };
}
