/** Whether this person has just gone from one breakout to another. */
import { effect, type ReadonlySignal } from "@preact/signals";
import type { PeerView } from "../../protocol/mod.ts";

/** So long everything is new: people, tiles, and tracks that have yet to flow. */
export const ARRIVAL_MS = 1_000;

export interface Arrival {
  isRecent(): boolean;
  dispose(): void;
}

/** `now`: monotonic ms. */
export function watchArrival(
  self: ReadonlySignal<Pick<PeerView, "breakout"> | undefined>,
  now: () => number,
): Arrival {
  let place = self.peek()?.breakout;
  let arrivedAt = -Infinity;
  const dispose = effect(() => {
    const breakout = self.value?.breakout;
    if (breakout === place) return;
    place = breakout;
    arrivedAt = now();
  });
  return { isRecent: () => now() - arrivedAt < ARRIVAL_MS, dispose };
}
