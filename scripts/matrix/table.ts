/** What the kill matrix found, a row for each victim. Pure. */
import { type RoundPlan, type Victim, VICTIMS } from "../../tests/harness/recorded_plan.ts";
import type { RoundResult } from "../../tests/harness/recorded_round.ts";
import { percentile } from "../bench/report.ts";

export interface VictimRow {
  readonly victim: Victim;
  readonly rounds: number;
  /** Ended as one playable asset of which everything is right. */
  readonly playable: number;
  /** Of all gaps that were declared, 0 for a recording without one; ms. */
  readonly gapMs: { readonly p50: number; readonly p95: number; readonly max: number };
  /** The longest that somebody was missing elsewhere. */
  readonly missingMs: number;
  /** From the stop to the video. */
  readonly playableAfterMs: { readonly p50: number; readonly max: number };
}

export function rowsOf(results: readonly RoundResult[]): VictimRow[] {
  return VICTIMS.flatMap((victim) => {
    const own = results.filter(({ plan }) => plan.victim === victim);
    return own.length === 0 ? [] : [rowOf(victim, own)];
  });
}

function rowOf(victim: Victim, results: readonly RoundResult[]): VictimRow {
  const gaps = results.map(({ gapsMs }) => Math.max(0, ...gapsMs));
  const after = results.map((one) => one.playableAfterMs).filter(Number.isFinite);
  const missing = results.flatMap((one) => [one.soundMissingMs, one.pictureMissingMs]);
  return {
    victim,
    rounds: results.length,
    playable: results.filter(({ problems }) => problems.length === 0).length,
    gapMs: { p50: percentile(gaps, 50), p95: percentile(gaps, 95), max: percentile(gaps, 100) },
    missingMs: Math.max(0, ...missing.filter(Number.isFinite)),
    playableAfterMs: {
      p50: Math.round(percentile(after, 50)),
      max: Math.round(percentile(after, 100)),
    },
  };
}

const HEAD = [
  "victim",
  "rounds",
  "playable",
  "gap p50",
  "p95",
  "max ms",
  "missing ms",
  "video after p50",
  "max s",
];

/** As aligned text. */
export function matrixTable(rows: readonly VictimRow[]): string {
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const cells = rows.map(({ victim, rounds, playable, gapMs, missingMs, playableAfterMs }) => [
    victim,
    ...[rounds, playable, gapMs.p50, gapMs.p95, gapMs.max, missingMs].map(String),
    seconds(playableAfterMs.p50),
    seconds(playableAfterMs.max),
  ]);
  const lines = [HEAD, ...cells];
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length))
  );
  return lines.map((line) =>
    line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
    ).join("  ").trimEnd()
  ).join("\n");
}

/** A round in a line. */
export function roundLine(
  { plan, problems, gapsMs, playableAfterMs, ...seen }: RoundResult,
): string {
  const { victim, phase } = plan;
  const what = `${victim}, ${phase} at ${momentOf(plan)}, away ${Math.round(plan.downMs)} ms`;
  const found = `gaps ${gapsMs.join(", ") || "none"} ms, missing ${seen.soundMissingMs}/` +
    `${seen.pictureMissingMs} ms, video after ${Math.round(playableAfterMs)} ms`;
  return `${problems.length === 0 ? "ok  " : "FAIL"} ${what}: ${found}${
    problems.map((problem) => `\n     ${problem}`).join("")
  }`;
}

const momentOf = ({ share }: RoundPlan) => `${Math.round(share * 100)} %`;
