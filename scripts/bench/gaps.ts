/** Gaps in streams of moments: pictures on a screen, answers, sound. Pure; all times in ms. */

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A picture that a page was told of. */
export interface Presented {
  readonly atMs: number;
  /** Pictures that its player had presented by then; players begin at zero. */
  readonly count: number;
  readonly player: number;
}

/** Pictures this far apart at most are an even flow: half as much again as 30 a second. */
const EVEN_MS = 50;

/**
 * When pictures were presented. A busy page is not told of each; those it was not told of are put
 * evenly between their neighbours where the flow was even, and nowhere else: in doubt a gap is long.
 */
export function presentedTimes(pictures: readonly Presented[]): number[] {
  const times: number[] = [];
  for (const [index, { atMs, count, player }] of pictures.entries()) {
    const before = pictures[index - 1];
    if (before?.player === player) {
      const steps = count - before.count;
      const stepMs = (atMs - before.atMs) / steps;
      if (steps > 1 && stepMs <= EVEN_MS) {
        for (let step = 1; step < steps; step++) times.push(before.atMs + step * stepMs);
      }
    }
    times.push(atMs);
  }
  return times.sort((a, b) => a - b);
}

/**
 * The longest gap between neighbours that reaches into the window, and when it ended. After the last
 * moment it lasts until the window's end; without any moment it is the whole window.
 */
export function longestGap(
  timesMs: readonly number[],
  { fromMs, toMs }: Window,
): { ms: number; endMs: number } {
  const before = timesMs.findLast((at) => at <= fromMs) ?? fromMs;
  const within = timesMs.filter((at) => at > fromMs && at < toMs);
  // The gap that the window's end cuts is followed to its own end.
  const after = timesMs.find((at) => at >= toMs) ?? toMs;
  let longest = { ms: 0, endMs: toMs };
  let last = before;
  for (const at of [...within, after]) {
    if (at - last > longest.ms) longest = { ms: at - last, endMs: at };
    last = at;
  }
  return longest;
}

/** The longest stretch of the window that lies in one of `silences`. */
export function longestSilence(silences: readonly Window[], { fromMs, toMs }: Window): number {
  return Math.max(
    0,
    ...silences.map((silence) => Math.min(silence.toMs, toMs) - Math.max(silence.fromMs, fromMs)),
  );
}

/**
 * What a gap is beyond the usual: nothing where undisturbed times show gaps as long, otherwise all
 * of it.
 */
export function beyondUsual(gapMs: number, usualMs: number): number {
  return gapMs <= usualMs ? 0 : gapMs;
}
