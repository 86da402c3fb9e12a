/** What a client knows of its room, and what a room event means to it. Pure. */

/** Revisions of a higher epoch replace those of a lower one, even higher ones: owners may lose facts. */
export interface Position {
  readonly epoch: number;
  readonly rev: number;
}

export interface Step {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  /** The first word of a new owner. */
  readonly adopted: boolean;
}

/**
 * - `old`: known, or said by who is owner no more.
 * - `next`: for the client. Within an epoch it sees a gap by itself.
 * - `break`: a new owner goes on from elsewhere, or its first word was missed. Only a snapshot helps.
 */
export function meaningOf(step: Step, known: Position): "old" | "next" | "break" {
  const { epoch, from, to, adopted } = step;
  if (epoch < known.epoch) return "old";
  if (epoch === known.epoch) return to > known.rev ? "next" : "old";
  const continues = adopted && epoch === known.epoch + 1 && from === known.rev;
  return continues ? "next" : "break";
}

/** Whether `a` tells more than `b`. */
export function isNewer(a: Position, b: Position): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.rev > b.rev);
}
