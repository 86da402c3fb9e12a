/** What was to be kept of each person's microphone, camera and screen, through all parts. Pure. */
import type { PeerId, RecordingTimeline, Source } from "../../protocol/mod.ts";
import { type RecordingModel, type TrackModel, tracksOf } from "./model.ts";
import { joinSpans, type Span, subtractSpans } from "./spans.ts";

/** A recording that ends so soon after a part has done so without its taps being there. */
const TAPS_COME_WITHIN_MS = 10_000;
/** A track that is told to be off was so when it was opened, if it is told at once. */
const AT_ONCE_MS = 50;

/** One of a person's tracks, whatever recorders kept it and however it was coded. */
export interface RecordedSource {
  readonly peerId: PeerId;
  readonly source: Source;
  readonly wanted: readonly Span[];
  readonly kept: readonly Span[];
  readonly lost: readonly Span[];
}

/** What is known of a recording beside its manifest. */
export interface RecordedTime {
  /** When the recording was over, epoch ms. */
  readonly endMs: number;
  /** Who left, and who ceased to share. */
  readonly events: RecordingTimeline["events"];
}

export function sourcesOf(model: RecordingModel, time: RecordedTime): RecordedSource[] {
  const groups = Map.groupBy(tracksOf(model), ({ peerId, source }) => `${peerId}/${source}`);
  return [...groups.values()].flatMap((tracks) => {
    const [first] = tracks;
    if (!first) return [];
    const { peerId, source } = first;
    return [{
      peerId,
      source,
      wanted: wantedOf(tracks, model, time),
      kept: joinSpans(tracks.flatMap(({ segments, waiting }) => [...segments, ...waiting])),
      lost: joinSpans(tracks.flatMap(({ lost }) => lost)),
    }];
  });
}

/**
 * A screen sends where it changes, and its sound where something is heard: that nothing comes of these is a
 * loss only while there is no tap.
 */
function wantedOf(
  tracks: readonly TrackModel[],
  model: RecordingModel,
  time: RecordedTime,
): Span[] {
  const isSparse = tracks.some(({ source }) => isShared(source));
  const tapped = isSparse
    ? []
    : tracks.flatMap(({ span, pauses }) => subtractSpans([span], pauses));
  const late = tracks.map(({ since, span }) => ({ startMs: since, endMs: span.startMs }));
  return joinSpans(tapped, late, betweenParts(tracks, model, time));
}

/**
 * A part ends with its recorder, what it kept goes on: until the next one has it, nobody does. What its
 * sender ends, or takes away by leaving, is off before it is over.
 */
function betweenParts(
  tracks: readonly TrackModel[],
  { parts }: RecordingModel,
  time: RecordedTime,
): Span[] {
  const between: Span[] = [];
  let last: TrackModel | undefined;
  for (const track of tracks) {
    if (last && !last.endsOff && !beginsOff(track)) {
      between.push({ startMs: last.span.endMs, endMs: track.span.startMs });
    }
    if (!last || last.span.endMs <= track.span.endMs) last = track;
  }
  if (!last || last.endsOff) return between;
  const { part, span: { endMs: startMs } } = last;
  const isFollowed = parts.some(({ id, span }) => id !== part && span.endMs > startMs);
  if (isFollowed && time.endMs - startMs <= TAPS_COME_WITHIN_MS) {
    between.push({ startMs, endMs: overAt(last, time) });
  }
  return between;
}

const beginsOff = ({ span, pauses }: TrackModel) =>
  pauses.some(({ startMs }) => startMs <= span.startMs + AT_ONCE_MS);

/** When somebody left, or ceased to share, with no recorder there to be told. */
function overAt({ peerId, source, span }: TrackModel, { events, endMs }: RecordedTime): number {
  const over = events.find(({ at, kind, peerId: whose }) =>
    whose === peerId && at >= span.endMs &&
    (kind === "left" || (isShared(source) && kind === "share-ended"))
  );
  return Math.min(endMs, over?.at ?? endMs);
}

function isShared(source: Source): boolean {
  return source === "screen" || source === "screen-audio";
}
