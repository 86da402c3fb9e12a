/** Which plane's track of a producer is shown while there is a choice. Pure. */
import type { MediaKind } from "../../protocol/mod.ts";

/**
 * Media that came less long ago flows. Longer for sound, since Opus sends every 400 ms while nobody
 * speaks (DTX, RFC 7587, 3.1.3).
 */
export const FLOWING_MS: Readonly<Record<MediaKind, number>> = { video: 300, audio: 700 };

/** One plane's track; `arrivedAt` is when media last came, -Infinity for never. */
export interface Candidate {
  readonly plane: number;
  readonly kind: MediaKind;
  readonly arrivedAt: number;
}

/**
 * The track of the plane in use (`active`) as soon as it flows; until then whichever does, best the
 * one shown already; and where nothing flows, say because a camera is off, no change.
 */
export function chooseTrack<C extends Candidate>(
  candidates: readonly C[],
  { shown, active, now }: { shown: number | undefined; active: number; now: number },
): C | undefined {
  const flowing = candidates.filter(({ kind, arrivedAt }) => now - arrivedAt <= FLOWING_MS[kind]);
  return of(flowing, active) ?? of(flowing, shown) ?? flowing[0] ??
    of(candidates, shown) ?? of(candidates, active) ?? candidates[0];
}

function of<C extends Candidate>(candidates: readonly C[], plane: number | undefined) {
  return candidates.find((candidate) => candidate.plane === plane);
}
