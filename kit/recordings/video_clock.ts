import type { RecordingJob, RecordingTimeline } from "../../protocol/mod.ts";
import { type Span, subtractSpans } from "./spans.ts";

/**
 * The time of the composed video: from the recording's start, in ms; pauses take none, and gaps take as
 * long as they lasted.
 */
export class VideoClock {
  /** When the recording was on, in epoch ms. */
  readonly on: readonly Span[];
  readonly durationMs: number;

  constructor({ startMs, endMs, pauses }: Span & { readonly pauses: readonly Span[] }) {
    this.on = subtractSpans([{ startMs, endMs }], pauses);
    this.durationMs = this.on.reduce((sum, span) => sum + span.endMs - span.startMs, 0);
  }

  /** The video's time at a moment; of a pause: where it was cut. From 0 to `durationMs`. */
  at(epochMs: number): number {
    let passedMs = 0;
    for (const { startMs, endMs } of this.on) {
      if (epochMs < startMs) return passedMs;
      if (epochMs < endMs) return passedMs + epochMs - startMs;
      passedMs += endMs - startMs;
    }
    return passedMs;
  }

  /** Where a stretch is in the video; empty ones have been in a pause. */
  span({ startMs, endMs }: Span): Span {
    return { startMs: this.at(startMs), endMs: this.at(endMs) };
  }
}

/** The clock of a recording, from what its room tells of it. */
export function videoClock(
  { startedAt, stoppedAt }: Pick<RecordingJob, "startedAt" | "stoppedAt">,
  { events }: Pick<RecordingTimeline, "events">,
): VideoClock {
  const pauses: Span[] = [];
  let pausedAt: number | undefined;
  for (const { at, kind } of events) {
    if (kind === "paused") pausedAt ??= at;
    if (kind !== "resumed" || pausedAt === undefined) continue;
    pauses.push({ startMs: pausedAt, endMs: at });
    pausedAt = undefined;
  }
  if (pausedAt !== undefined) pauses.push({ startMs: pausedAt, endMs: stoppedAt });
  return new VideoClock({ startMs: startedAt, endMs: stoppedAt, pauses });
}
