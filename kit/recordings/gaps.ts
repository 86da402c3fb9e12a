import type { Gap } from "../../protocol/mod.ts";
import { type RecordingModel, tracksOf } from "./model.ts";
import { intersectSpans, joinSpans, type Span, subtractSpans } from "./spans.ts";
import type { VideoClock } from "./video_clock.ts";

/** Less than that without a recorder is no gap: one starts, or takes over. */
export const UNWATCHED_MIN_MS = 1_000;
/** Tracks from which nothing came for less than that were slow. */
export const UNHEARD_MIN_MS = 1_000;
/** Gaps of one recording that are told; the longest. */
export const GAPS_MAX = 1_000;

/**
 * When nothing was kept though the recording was on: there was no recorder, no track brought anything
 * though its sender had turned it on, or what was kept has been lost since. Epoch ms, in order.
 */
export function findGaps(model: RecordingModel, clock: VideoClock): Gap[] {
  const tracks = tracksOf(model);
  const lost = tracks.flatMap((track) => track.lost.map(asSpan));
  const kept = joinSpans(
    tracks.flatMap(({ segments, waiting }) => [...segments, ...waiting].map(asSpan)),
  );
  const alive = joinSpans(model.parts.map(({ span }) => span));
  const wanted = joinSpans(...tracks.map(({ span, pauses }) => subtractSpans([span], pauses)));
  const unwatched = subtractSpans(clock.on, joinSpans(alive, kept));
  const unheard = subtractSpans(
    intersectSpans(intersectSpans(clock.on, alive), wanted),
    joinSpans(kept, lost),
  );
  const gaps = joinSpans(
    unwatched.filter((span) => lasts(span, UNWATCHED_MIN_MS)),
    unheard.filter((span) => lasts(span, UNHEARD_MIN_MS)),
    intersectSpans(lost, clock.on),
  );
  return gaps.sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs)).slice(0, GAPS_MAX)
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ startMs, endMs }) => ({ startMs: Math.round(startMs), endMs: Math.round(endMs) }));
}

const lasts = ({ startMs, endMs }: Span, ms: number) => endMs - startMs >= ms;
const asSpan = ({ startMs, endMs }: Span): Span => ({ startMs, endMs });
