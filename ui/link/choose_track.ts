/** Which plane's track of a producer is shown while there is a choice. Pure. */
import type { MediaKind } from "../../protocol/mod.ts";

/**
 * Media that came less long ago flows. Short for pictures, since changing over too early shows the
 * same picture; longer for sound, since Opus sends every 400 ms while nobody speaks (DTX, RFC 7587,
 * 3.1.3).
 */
export const FLOWING_MS: Readonly<Record<MediaKind, number>> = { video: 120, audio: 700 };

/** One plane's track. */
export interface Candidate {
  readonly plane: number;
  readonly kind: MediaKind;
  /** When media last came, -Infinity for never. Asked for only where it matters: it costs. */
  readonly arrivedAt: () => number;
}

/**
 * The track of the plane in use (`active`) as soon as it flows; until then whichever does, best the
 * one shown already; and where nothing flows, say because a camera is off, no change.
 */
export function chooseTrack<C extends Candidate>(
  candidates: readonly C[],
  { shown, active, now }: { shown: number | undefined; active: number; now: number },
): C | undefined {
  const of = (plane: number | undefined) => candidates.find((each) => each.plane === plane);
  const flows = (each?: C) => each && now - each.arrivedAt() <= FLOWING_MS[each.kind];
  return [of(active), of(shown), ...candidates].find(flows) ??
    of(shown) ?? of(active) ?? candidates[0];
}
