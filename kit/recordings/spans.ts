/** Stretches of time, in ms of whichever clock: half open, and as lists in order and apart. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Everything that is in any of them. */
export function joinSpans(...lists: readonly (readonly Span[])[]): Span[] {
  const sorted = lists.flat().filter(({ startMs, endMs }) => endMs > startMs)
    .sort((a, b) => a.startMs - b.startMs);
  const joined: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of sorted) {
    const last = joined.at(-1);
    if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else joined.push({ startMs, endMs });
  }
  return joined;
}

/** What is in `from` and not in `what`. */
export function subtractSpans(from: readonly Span[], what: readonly Span[]): Span[] {
  const holes = joinSpans(what);
  return joinSpans(from).flatMap((span) => {
    const left: Span[] = [];
    let { startMs } = span;
    for (const hole of holes) {
      if (hole.endMs <= startMs) continue;
      if (hole.startMs >= span.endMs) break;
      if (hole.startMs > startMs) left.push({ startMs, endMs: hole.startMs });
      startMs = hole.endMs;
    }
    if (startMs < span.endMs) left.push({ startMs, endMs: span.endMs });
    return left;
  });
}

/** What is in both. */
export function intersectSpans(one: readonly Span[], other: readonly Span[]): Span[] {
  return subtractSpans(one, subtractSpans(one, other));
}

/** Spans with less than `ms` between them, as one. */
export function bridgeSpans(spans: readonly Span[], ms: number): Span[] {
  return joinSpans(spans.map(({ startMs, endMs }) => ({ startMs, endMs: endMs + ms })))
    .map(({ startMs, endMs }) => ({ startMs, endMs: endMs - ms }));
}

export function spansLengthMs(spans: readonly Span[]): number {
  return joinSpans(spans).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

export function spansCover(spans: readonly Span[], ms: number): boolean {
  return spans.some(({ startMs, endMs }) => startMs <= ms && ms < endMs);
}
