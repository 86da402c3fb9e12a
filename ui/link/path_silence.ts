/**
 * Whether the way through a relay is dead. A relay that is gone says nothing: ICE notices after six
 * seconds, but a transport that sends or should receive media hears from the node all the time. Pure.
 */

/** Nothing heard for so long by a transport that is busy: transport feedback comes every 100 ms. */
export const BUSY_SILENCE_MS = 700;
/** Sent since something was last heard, before an answer is to be expected. */
const PACKETS_MIN = 20;
/** A look later than this proves nothing: the machine slept. A page that is merely busy is told truly. */
const LATE_MS = 1_000;

/** One transport at one look. */
export interface PathSample {
  readonly now: number;
  /** How much later than planned. */
  readonly lateMs: number;
  /** Media packets sent so far. */
  readonly packetsSent: number;
  /** When something last came; on the clock of `now`. */
  readonly heardAt: number;
  /** Whether somebody is sending media to us on it all the time. */
  readonly expectsMedia: boolean;
}

/** What is remembered of a transport between two looks. */
export interface PathMemory {
  readonly heardAt: number;
  /** Packets sent when something was last heard. */
  readonly sentThen: number;
}

export function look(
  memory: PathMemory | undefined,
  sample: PathSample,
): { memory: PathMemory; isDead: boolean } {
  const { now, lateMs, packetsSent, heardAt, expectsMedia } = sample;
  if (!memory || heardAt > memory.heardAt || lateMs > LATE_MS) {
    return { memory: { heardAt, sentThen: packetsSent }, isDead: false };
  }
  const isBusy = expectsMedia || packetsSent - memory.sentThen >= PACKETS_MIN;
  return { memory, isDead: isBusy && heardAt > 0 && now - heardAt > BUSY_SILENCE_MS };
}
