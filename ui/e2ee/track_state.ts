/** How decrypting a track stands, by what its frames came to. Pure. */
import type { TrackState } from "./worker_messages.ts";

/** Frames that do not fit in a row, until the track is said to be broken: one may be touched by chance. */
export const BROKEN_FRAMES = 10;

export interface Judged {
  /** Undefined: no frame has come that tells. */
  readonly state: TrackState | undefined;
  /** Frames that did not fit, since one that did. */
  readonly misfits: number;
}

export const NOT_JUDGED: Judged = { state: undefined, misfits: 0 };

export function judge(
  { state, misfits }: Judged,
  frame: "open" | "key" | "frame" | "replay",
): Judged {
  switch (frame) {
    case "open":
      return { state: "open", misfits: 0 };
    case "key":
      return { state: "locked", misfits: 0 };
    case "frame":
      return { state: misfits + 1 >= BROKEN_FRAMES ? "broken" : state, misfits: misfits + 1 };
    case "replay":
      return { state, misfits };
    default:
      return frame satisfies never;
  }
}
