/** What a run says: a table for people, one line for machines. Pure. */
import { type Distribution, distribution, shown } from "../distribution.ts";
import { beyondUsual } from "../gaps.ts";
import type { Row } from "../report.ts";
import type { Series } from "./round.ts";

export interface Commands {
  readonly sent: number;
  readonly lost: number;
  readonly doubled: number;
}

interface Metric {
  readonly name: string;
  readonly what: string;
  /** Of the 95th percentile, in ms. */
  readonly aimMs?: number;
}

/** What each series reports; `count` is what its kills are called. */
const REPORTS: Readonly<Record<string, { count: string; metrics: readonly Metric[] }>> = {
  controlHost: kills(
    { name: "mediaGapMs", what: "media gap", aimMs: 0 },
    { name: "blackoutMs", what: "signaling blackout", aimMs: 500 },
  ),
  gateway: kills(
    { name: "mediaGapMs", what: "media gap", aimMs: 0 },
    { name: "backMs", what: "back in the room", aimMs: 1_000 },
  ),
  mediaWorker: kills(
    { name: "freezeMs", what: "video freeze", aimMs: 150 },
    { name: "audioGapMs", what: "audio gap" },
  ),
  mediaNode: kills(
    { name: "freezeMs", what: "video freeze", aimMs: 150 },
    { name: "audioGapMs", what: "audio gap" },
  ),
  cold: kills(
    { name: "freezeMs", what: "video freeze", aimMs: 700 },
    { name: "audioGapMs", what: "audio gap" },
  ),
  frozenWorker: kills(
    { name: "freezeMs", what: "video freeze", aimMs: 500 },
    { name: "audioGapMs", what: "audio gap" },
  ),
  drain: {
    count: "drains",
    metrics: [
      { name: "freezeMs", what: "video freeze", aimMs: 200 },
      { name: "audioGapMs", what: "audio gap", aimMs: 60 },
    ],
  },
  frozenHost: kills({ name: "frozenHostMs", what: "another host answers", aimMs: 2_500 }),
  adopt1000Rooms: kills({ name: "adopt1000RoomsMs", what: "all rooms owned", aimMs: 3_000 }),
};

/** Series whose only figure stands by itself in the line. */
const BARE = new Set(["frozenHost", "adopt1000Rooms"]);

function kills(...metrics: Metric[]): { count: string; metrics: Metric[] } {
  return { count: "kills", metrics };
}

/**
 * Where a kill should change nothing, a gap counts as none if undisturbed stretches of the same
 * series and length show one as long.
 */
export function withMediaGaps(series: Series): Series {
  const { usualFrameGapMs, usualSoundGapMs, frameGapMs = [], soundGapMs = [] } = series.samples;
  if (!usualFrameGapMs || !usualSoundGapMs) return series;
  const [usualFrame, usualSound] = [Math.max(...usualFrameGapMs), Math.max(...usualSoundGapMs)];
  const mediaGapMs = [
    ...frameGapMs.map((gap) => beyondUsual(gap, usualFrame)),
    ...soundGapMs.map((gap) => beyondUsual(gap, usualSound)),
  ];
  return { ...series, samples: { ...series.samples, mediaGapMs } };
}

export function summaryOf(
  all: readonly Series[],
  { lost, doubled, sent }: Commands,
): Record<string, unknown> {
  const summary: Record<string, unknown> = {};
  const stages: Record<string, unknown> = {};
  for (const { name, kills, failures, samples } of all) {
    const report = REPORTS[name];
    if (!report) continue;
    const figures = Object.fromEntries(
      report.metrics.map((metric) => [metric.name, distribution(samples[metric.name] ?? [])]),
    );
    if (BARE.has(name)) Object.assign(summary, figures);
    else summary[name] = { [report.count]: kills, failed: failures.length, ...figures };
    stages[name] = Object.fromEntries(
      extraMetrics(name, samples).map(([metric, values]) => [metric, distribution(values)]),
    );
  }
  return { ...summary, lost, doubled, commands: sent, stages };
}

export function rowsOf(all: readonly Series[], { sent, lost, doubled }: Commands): Row[] {
  const rows = all.flatMap(({ name, kills, failures, samples }) => {
    const { metrics, count } = REPORTS[name] ?? { metrics: [], count: "kills" };
    return [
      { what: `${name}: ${count}`, value: `${kills}, ${failures.length} failed`, aim: "0 failed" },
      ...metrics.map((metric) => rowOf(metric, distribution(samples[metric.name] ?? []))),
      ...extraMetrics(name, samples).map(([metric, values]) => ({
        what: `    ${metric}`,
        value: shown(distribution(values)),
      })),
    ];
  });
  return [
    ...rows,
    { what: "commands", value: `${sent}` },
    { what: "lost, doubled", value: `${lost}, ${doubled}`, aim: "0, 0" },
  ];
}

function rowOf({ what, aimMs }: Metric, figures: Distribution): Row {
  const row = { what: `  ${what}, p50 / p95 / max ms`, value: shown(figures) };
  if (aimMs === undefined) return row;
  const reached = figures.p95 !== null && (aimMs === 0 ? figures.p95 <= 0 : figures.p95 < aimMs);
  const aim = aimMs === 0 ? "p95 0" : `p95 < ${aimMs}`;
  return { ...row, aim: `${aim} ${reached ? "reached" : "MISSED"}` };
}

/** What was measured besides: stages and what undisturbed times look like. */
function extraMetrics(name: string, samples: Series["samples"]) {
  const told = new Set(REPORTS[name]?.metrics.map((metric) => metric.name));
  return Object.entries(samples).filter(([metric]) => !told.has(metric));
}
