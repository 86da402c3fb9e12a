/** What was understood of a recording's voices, as one transcript. Pure. */
import { findHighlights, type TrackModel, type VideoClock } from "../../kit/mod.ts";
import {
  type RecordingTimeline,
  type Transcript,
  type Utterance,
  UTTERANCES_MAX,
} from "../../protocol/mod.ts";
import type { Said } from "./pieces.ts";

/** Shorter ones have been in a pause, or are no speech. */
const UTTERANCE_MIN_MS = 100;
/** Two recorders have the same words if this part of the shorter utterance is in the other. */
const SAME_FROM = 0.5;

export interface VoiceSaid {
  readonly track: Pick<TrackModel, "part" | "peerId" | "name">;
  readonly said: readonly Said[];
}

interface Placed extends Said {
  readonly peerId: string;
  readonly name: string;
  readonly part: string;
}

export interface TranscriptOptions {
  readonly timeline: RecordingTimeline;
  readonly clock: VideoClock;
  readonly voices: readonly VoiceSaid[];
  readonly language: string | null;
}

/** Times become those of the video; what was said in a pause is left out. */
export function makeTranscript(options: TranscriptOptions): Transcript {
  const { timeline, clock, voices, language } = options;
  const names = new Map(timeline.people.map(({ peerId, name }) => [peerId, name]));
  const placed = once(
    voices.flatMap(({ track: { part, peerId, name }, said }) =>
      said.map((one): Placed => ({
        ...one,
        ...rounded(clock.span(one)),
        peerId,
        part,
        name: names.get(peerId) ?? name,
      }))
    ).filter(({ startMs, endMs }) => endMs - startMs >= UTTERANCE_MIN_MS)
      .toSorted((a, b) => a.startMs - b.startMs || a.peerId.localeCompare(b.peerId)),
  );
  const moments = timeline.events.map(({ at, kind, label }) => ({
    atMs: clock.at(at),
    kind,
    label,
  }));
  return {
    v: 1,
    recordingId: timeline.recordingId,
    language,
    utterances: placed.filter(({ text }) => text !== "").slice(0, UTTERANCES_MAX).map(utteranceOf),
    highlights: findHighlights({ durationMs: clock.durationMs, moments, speech: placed }),
  };
}

/** While one recorder takes over from another both may have heard the same. */
function once(placed: readonly Placed[]): Placed[] {
  const latest = new Map<string, Placed>();
  return placed.filter((one) => {
    const before = latest.get(one.peerId);
    if (before && before.part !== one.part && shared(before, one) >= SAME_FROM) return false;
    if (!before || one.endMs > before.endMs) latest.set(one.peerId, one);
    return true;
  });
}

/** What part of the shorter one is in both. */
function shared(a: Placed, b: Placed): number {
  const both = Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs);
  return both / Math.max(1, Math.min(a.endMs - a.startMs, b.endMs - b.startMs));
}

const utteranceOf = ({ peerId, name, startMs, endMs, text }: Placed): Utterance => ({
  peerId,
  name,
  startMs,
  endMs,
  text,
});

const rounded = ({ startMs, endMs }: { startMs: number; endMs: number }) => ({
  startMs: Math.round(startMs),
  endMs: Math.round(endMs),
});
