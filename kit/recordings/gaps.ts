import type { Gap, RecordingTimeline } from "../../protocol/mod.ts";
import { type RecordingModel, tracksOf } from "./model.ts";
import { intersectSpans, joinSpans, type Span, subtractSpans } from "./spans.ts";
import { type RecordedSource, sourcesOf } from "./sources.ts";
import type { VideoClock } from "./video_clock.ts";

/** Less than that without a recorder is no gap: one starts, or takes over. */
export const UNWATCHED_MIN_MS = 1_000;
/** Tracks from which nothing came for less than that were slow. */
export const UNHEARD_MIN_MS = 900;
/** Of a lost segment that another part has nearly as well, no less is told. */
const LOST_MIN_MS = 100;
/** Gaps of one recording that are told; the longest. */
export const GAPS_MAX = 1_000;

/**
 * When nothing was kept though the recording was on, epoch ms, in order. Of everybody: there was no
 * recorder, or no track brought anything though its sender had turned it on. Of one person: a microphone,
 * a camera or a screen of theirs brought nothing meanwhile, or what was kept of it has been lost since.
 */
export function findGaps(
  model: RecordingModel,
  clock: VideoClock,
  { events }: Pick<RecordingTimeline, "events"> = { events: [] },
): Gap[] {
  const everybodys = gapsOfEverybody(model, clock);
  const sources = sourcesOf(model, { endMs: clock.on.at(-1)?.endMs ?? 0, events });
  return [
    ...everybodys.map((span): Gap => rounded(span)),
    ...sources.flatMap((source) => gapsOfOne(source, clock, everybodys)),
  ]
    .sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs)).slice(0, GAPS_MAX)
    .sort((a, b) => a.startMs - b.startMs);
}

function gapsOfEverybody(model: RecordingModel, { on }: VideoClock): Span[] {
  const tracks = tracksOf(model);
  const kept = joinSpans(
    tracks.flatMap(({ segments, waiting }) => [...segments, ...waiting].map(asSpan)),
  );
  const alive = joinSpans(model.parts.map(({ span }) => span));
  const wanted = joinSpans(...tracks.map(({ span, pauses }) => subtractSpans([span], pauses)));
  const unwatched = subtractSpans(on, joinSpans(alive, kept));
  const unheard = subtractSpans(intersectSpans(intersectSpans(on, alive), wanted), kept);
  return joinSpans(
    unwatched.filter((span) => lasts(span, UNWATCHED_MIN_MS)),
    unheard.filter((span) => lasts(span, UNHEARD_MIN_MS)),
  );
}

/** Of what somebody sends, where the others were recorded. */
function gapsOfOne(
  { peerId, source, wanted, kept, lost }: RecordedSource,
  { on }: VideoClock,
  everybodys: readonly Span[],
): Gap[] {
  const untold = (spans: readonly Span[], ms: number) =>
    subtractSpans(intersectSpans(on, spans), joinSpans(kept, everybodys))
      .filter((span) => lasts(span, ms));
  return joinSpans(untold(wanted, UNHEARD_MIN_MS), untold(lost, LOST_MIN_MS))
    .map((span): Gap => ({ ...rounded(span), peerId, source }));
}

const lasts = ({ startMs, endMs }: Span, ms: number) => endMs - startMs >= ms;
const asSpan = ({ startMs, endMs }: Span): Span => ({ startMs, endMs });
const rounded = ({ startMs, endMs }: Span): Span => ({
  startMs: Math.round(startMs),
  endMs: Math.round(endMs),
});
