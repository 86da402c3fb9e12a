/** The moments of a join, for measurements. */

export type Mark = "openedAt" | "joinedAt" | "firstFrameAt";

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
