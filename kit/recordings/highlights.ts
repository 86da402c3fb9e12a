/**
 * What stands out in a recording. Pure; the rule is told in `docs/recording.md`.
 *
 * Each sign gives stretches with a score: marks, many reactions, several hands, polls, and talk that
 * is livelier or louder than usual. Stretches that touch become one, which scores higher than each of
 * them. The best so many an hour stay, and whatever somebody marked.
 */
import {
  type Highlight,
  type HighlightKind,
  HIGHLIGHTS_MAX,
  type TimelineEventKind,
} from "../../protocol/mod.ts";
import { livelyTalk, type Speech } from "./lively_talk.ts";

const HOUR_MS = 3_600_000;
/** Kept of an hour, and of however short a recording. */
const PER_HOUR = 12;
const AT_LEAST = 3;
/** Stretches so near to each other are one, unless it would be longer than a highlight may be. */
const TOUCHING_MS = 5_000;
const LENGTH_MAX_MS = 60_000;

/** People mark what has just happened. */
const MARKED = { beforeMs: 20_000, afterMs: 10_000, score: 1 };
const POLL = { beforeMs: 5_000, afterMs: 10_000, score: 0.5 };
/** So many within so long are a burst; `full` of them score the most. */
const REACTIONS = { withinMs: 10_000, least: 3, full: 12, score: { least: 0.3, full: 0.8 } };
const HANDS = { withinMs: 20_000, least: 2, full: 6, score: { least: 0.25, full: 0.6 } };
/** A burst is the answer to what was just before it. */
const BURST_BEFORE_MS = 8_000;
const BURST_AFTER_MS = 2_000;

/** Something that happened, in ms of the video. */
export interface Moment {
  readonly atMs: number;
  readonly kind: TimelineEventKind;
  readonly label?: string | undefined;
}

export interface HighlightSigns {
  readonly durationMs: number;
  /** In order. */
  readonly moments: readonly Moment[];
  /** In the order of beginnings; none where nobody listened. */
  readonly speech: readonly Speech[];
}

/** Highlights in order of time, all within the video. */
export function findHighlights({ durationMs, moments, speech }: HighlightSigns): Highlight[] {
  const stretches = [
    ...around(moments, "highlight", "marked", MARKED),
    ...around(moments, "poll", "poll", POLL),
    ...bursts(moments, "reaction", "reactions", REACTIONS),
    ...bursts(moments, "hand", "hands", HANDS),
    ...livelyTalk(speech).map((talk): Highlight => ({ ...talk, kind: "talk" })),
  ];
  const within = stretches.map((stretch) => ({
    ...stretch,
    atMs: Math.round(clamp(stretch.atMs, durationMs)),
    endMs: Math.round(clamp(stretch.endMs, durationMs)),
  })).filter(({ atMs, endMs }) => endMs > atMs);
  const count = Math.max(AT_LEAST, Math.ceil(durationMs / HOUR_MS * PER_HOUR));
  return merged(within)
    .toSorted((a, b) => b.score - a.score || a.atMs - b.atMs)
    .filter(({ kind }, rank) => kind === "marked" || rank < count)
    .slice(0, HIGHLIGHTS_MAX)
    .toSorted((a, b) => a.atMs - b.atMs);
}

function around(
  moments: readonly Moment[],
  of: TimelineEventKind,
  kind: HighlightKind,
  { beforeMs, afterMs, score }: typeof MARKED,
): Highlight[] {
  return moments.filter((moment) => moment.kind === of).map(({ atMs, label }) => ({
    atMs: atMs - beforeMs,
    endMs: atMs + afterMs,
    kind,
    score,
    ...(label !== undefined && { label }),
  }));
}

function bursts(
  moments: readonly Moment[],
  of: TimelineEventKind,
  kind: HighlightKind,
  { withinMs, least, full, score }: typeof REACTIONS,
): Highlight[] {
  const times = moments.filter((moment) => moment.kind === of).map(({ atMs }) => atMs);
  const found: Highlight[] = [];
  for (let first = 0; first < times.length;) {
    const from = times[first] ?? 0;
    let next = first;
    while ((times[next] ?? Infinity) <= from + withinMs) next++;
    const count = next - first;
    if (count < least) {
      first++;
      continue;
    }
    const share = Math.min(1, (count - least) / (full - least));
    found.push({
      atMs: from - BURST_BEFORE_MS,
      endMs: (times[next - 1] ?? from) + BURST_AFTER_MS,
      kind,
      score: rounded(score.least + share * (score.full - score.least)),
    });
    first = next;
  }
  return found;
}

/** Two marks stay two, however near they are: somebody named each of them. */
function merged(stretches: readonly Highlight[]): Highlight[] {
  const all: Highlight[] = [];
  for (const next of stretches.toSorted((a, b) => a.atMs - b.atMs)) {
    const last = all.at(-1);
    const isOne = last && next.atMs <= last.endMs + TOUCHING_MS &&
      Math.max(last.endMs, next.endMs) - last.atMs <= LENGTH_MAX_MS &&
      !(last.kind === "marked" && next.kind === "marked");
    if (isOne) all[all.length - 1] = joined(last, next);
    else all.push(next);
  }
  return all;
}

/** Signs that agree weigh more: as if each could be wrong by itself. */
function joined(a: Highlight, b: Highlight): Highlight {
  const { kind, label } = a.score >= b.score ? a : b;
  return {
    atMs: a.atMs,
    endMs: Math.max(a.endMs, b.endMs),
    kind,
    score: rounded(1 - (1 - a.score) * (1 - b.score)),
    ...(label !== undefined && { label }),
  };
}

const clamp = (ms: number, durationMs: number) => Math.max(0, Math.min(durationMs, ms));
const rounded = (score: number) => Math.round(score * 100) / 100;
