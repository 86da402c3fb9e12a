/** The moments of a join, for measurements. */
import type { JoinPhases } from "../../protocol/mod.ts";

export type Mark = "startedAt" | "openedAt" | "joinedAt" | "iceAt" | "dtlsAt" | "firstFrameAt";

export type Marks = ReturnType<typeof createMarks>;

/** Times are `performance.now()`; each is kept the first time it comes. */
export function createMarks() {
  const times: Partial<Record<Mark, number>> = {};
  let roundTrips = 0;

  /** `requests`: how many were sent until then. */
  function set(mark: Mark, requests?: number): void {
    if (times[mark] !== undefined) return;
    times[mark] = performance.now();
    performance.mark(`parley:${mark}`);
    if (requests !== undefined) roundTrips = requests;
  }

  return { set, times: times as Readonly<typeof times>, roundTrips: () => roundTrips };
}

/**
 * What each phase took, in ms. `waited`: somebody had to let the person in, so the answer's time says
 * nothing of the servers.
 */
export function joinPhases(
  times: Marks["times"],
  { pageMs, waited }: { pageMs: number | undefined; waited: boolean },
): JoinPhases {
  const { startedAt, openedAt, joinedAt, iceAt, dtlsAt, firstFrameAt } = times;
  const phases = {
    page: pageMs,
    socket: between(startedAt, openedAt),
    answer: waited ? undefined : between(openedAt, joinedAt),
    ice: between(joinedAt, iceAt),
    dtls: between(iceAt, dtlsAt),
    frame: between(dtlsAt, firstFrameAt),
  };
  return Object.fromEntries(
    Object.entries(phases).flatMap(([phase, ms]) => ms === undefined ? [] : [[phase, ms]]),
  );
}

/** Longer than this it was no phase of a join, but somebody who came late. */
const PHASE_MAX_MS = 60_000;

function between(start: number | undefined, end: number | undefined): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  const ms = Math.round(Math.max(0, end - start));
  return ms <= PHASE_MAX_MS ? ms : undefined;
}
