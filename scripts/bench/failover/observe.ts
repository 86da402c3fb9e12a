/** What the people of a scene saw and heard in a stretch of time. */
import { longestGap, longestSilence, presentedTimes, type Window } from "../gaps.ts";
import type { Scene, Seat } from "./scene.ts";

/** Frames before a stretch that are looked at, since a gap may begin before it. */
const BEFORE_MS = 1_000;

/** One sample for each remote tile, and one for what each page plays. */
export interface Seen {
  readonly freezeMs: readonly number[];
  readonly audioGapMs: readonly number[];
  /** When the packets of the picture came in that ended each freeze; epoch ms. */
  readonly thawedMs: readonly number[];
}

export async function observe({ seats }: Scene, window: Window): Promise<Seen> {
  const seen = await Promise.all(seats.map((seat) => observeSeat(seat, window)));
  return {
    freezeMs: seen.flatMap(({ freezeMs }) => freezeMs),
    audioGapMs: seen.flatMap(({ audioGapMs }) => audioGapMs),
    thawedMs: seen.flatMap(({ thawedMs }) => thawedMs),
  };
}

async function observeSeat({ probe }: Seat, window: Window): Promise<Seen> {
  const [frames, silences] = await Promise.all([
    probe.frames(window.fromMs - BEFORE_MS),
    probe.silences(window.fromMs),
  ]);
  const { fromMs, toMs } = window;
  const gaps = [...frames.values()].map((tile) => ({
    tile,
    gap: longestGap(presentedTimes(tile), window),
  }));
  return {
    // A page without a tile has seen nothing at all.
    freezeMs: gaps.length === 0 ? [toMs - fromMs] : gaps.map(({ gap }) => gap.ms),
    audioGapMs: [longestSilence(silences ?? [{ fromMs, toMs }], window)],
    thawedMs: gaps.flatMap(({ tile, gap }) => {
      const frame = tile.find(({ atMs }) => atMs === gap.endMs);
      return frame ? [frame.receivedMs] : [];
    }),
  };
}
