/** Which segments make a person's track, and where it is in the video. Pure. */
import {
  bridgeSpans,
  type RecordingModel,
  type Span,
  type TrackModel,
  tracksOf,
  type VideoClock,
} from "../../kit/mod.ts";
import type { PeerId, Segment, Source } from "../../protocol/mod.ts";
import { CLOCKS_DIFFER_MS, OVERLAP_MS, STILL_MAX_MS } from "./limits.ts";

/** A segment and where it is in the video. */
export interface Clip extends Span {
  readonly segment: Segment;
  /** It is not to be seen from there on, in ms from its own start; absent: all of it is. */
  readonly cutMs?: number;
}

/** All that is kept of one person's source in one codec: one file. */
export interface Footage {
  /** Unique, and the same whenever the same manifest is read. */
  readonly id: number;
  readonly peerId: PeerId;
  readonly name: string;
  readonly source: Source;
  readonly codec: string;
  readonly clips: readonly Clip[];
  /** When there are pictures or sound. */
  readonly spans: readonly Span[];
}

export const isAudio = ({ source }: Pick<Footage, "source">) =>
  source === "mic" || source === "screen-audio";

/** What a recording's stored segments make, in the order of their beginnings. */
export function footageOf(model: RecordingModel, clock: VideoClock): Footage[] {
  const groups = new Map<string, TrackModel[]>();
  for (const track of tracksOf(model)) {
    if (track.segments.length === 0) continue;
    const key = `${track.peerId}/${track.source}/${track.codec}`;
    groups.set(key, [...groups.get(key) ?? [], track]);
  }
  const all = [...groups.values()].flatMap((tracks) => {
    const [first] = tracks;
    const clips = chooseClips(tracks.flatMap(({ segments }) => segments), clock);
    if (!first || clips.length === 0) return [];
    const { peerId, source, codec } = first;
    const name = tracks.at(-1)?.name ?? first.name;
    const spans = bridgeSpans(clips, STILL_MAX_MS);
    return [{ peerId, name, source, codec, clips, spans }];
  });
  const startOf = ({ spans }: Pick<Footage, "spans">) => spans[0]?.startMs ?? 0;
  const keyOf = ({ peerId, source, codec }: Omit<Footage, "id">) => `${peerId}/${source}/${codec}`;
  return all.sort((a, b) => startOf(a) - startOf(b) || (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((footage, id) => ({ id, ...footage }));
}

/**
 * Segments that follow each other. Where two parts have the same moment, as when one recorder takes over
 * from another that is still at work, the one that goes on for longest is taken, and who came before is
 * cut.
 */
export function chooseClips(segments: readonly Segment[], clock: VideoClock): Clip[] {
  const waiting = segments.flatMap((segment) => clipOf(segment, clock))
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  const chosen: Clip[] = [];
  let at = 0;
  while (at < waiting.length) {
    const last = chosen.at(-1);
    const untilMs = last ? last.endMs + OVERLAP_MS : -Infinity;
    let next = waiting[at];
    // Of those that begin before the last one ends, the one that brings most.
    while (last && at < waiting.length && (waiting[at]?.startMs ?? 0) <= untilMs) {
      const one = waiting[at++];
      if (one && (!next || next.endMs < one.endMs)) next = one;
    }
    if (!next) break;
    if (!last || next.startMs > untilMs) {
      chosen.push(next);
      at++;
      continue;
    }
    if (next.endMs <= last.endMs + OVERLAP_MS) continue;
    if (next.startMs < last.endMs - OVERLAP_MS) {
      const cutMs = next.startMs - last.startMs;
      chosen[chosen.length - 1] = { ...last, endMs: next.startMs, cutMs };
    }
    chosen.push(next);
  }
  return chosen.filter(({ startMs, endMs }) => endMs > startMs);
}

/** Nothing of a pause is shown, whatever was kept of it: but recorders' clocks may differ a little. */
function clipOf(segment: Segment, clock: VideoClock): Clip[] {
  const span = clock.span(segment);
  const lengthMs = span.endMs - span.startMs;
  const beginsEarlyMs = Math.min(
    ...clock.on.map(({ startMs, endMs }) =>
      segment.startMs < endMs ? Math.max(0, startMs - segment.startMs) : Infinity
    ),
  );
  if (lengthMs <= 0 || beginsEarlyMs > CLOCKS_DIFFER_MS) return [];
  const isCut = lengthMs < segment.endMs - segment.startMs - beginsEarlyMs;
  return [{ segment, ...span, ...(isCut && { cutMs: lengthMs + beginsEarlyMs }) }];
}
