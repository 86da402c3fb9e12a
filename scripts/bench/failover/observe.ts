/** What the people of a scene saw and heard in a stretch of time. */
import { longestGap, longestSilence, presentedTimes, type Window } from "../gaps.ts";
import type { Scene, Seat } from "./scene.ts";

/** Frames before a stretch that are looked at, since a gap may begin before it. */
const BEFORE_MS = 1_000;

/** One sample for each remote tile, and one for what each page plays. */
export interface Seen {
  readonly freezeMs: readonly number[];
  readonly audioGapMs: readonly number[];
}

export async function observe({ seats }: Scene, window: Window): Promise<Seen> {
  const seen = await Promise.all(seats.map((seat) => observeSeat(seat, window)));
  return {
    freezeMs: seen.flatMap(({ freezeMs }) => freezeMs),
    audioGapMs: seen.flatMap(({ audioGapMs }) => audioGapMs),
  };
}

async function observeSeat({ probe }: Seat, window: Window): Promise<Seen> {
  const [frames, silences] = await Promise.all([
    probe.frames(window.fromMs - BEFORE_MS),
    probe.silences(window.fromMs),
  ]);
  const { fromMs, toMs } = window;
  return {
    // A page without a tile has seen nothing at all.
    freezeMs: frames.size === 0
      ? [toMs - fromMs]
      : [...frames.values()].map((tile) => longestGap(presentedTimes(tile), window)),
    audioGapMs: [longestSilence(silences ?? [{ fromMs, toMs }], window)],
  };
}
