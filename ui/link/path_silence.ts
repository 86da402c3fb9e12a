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
  /** Packets sent so far that the node answers: media, not reports on media. */
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
  /** Since when something should come; who begins to send after a pause has heard nothing for long. */
  readonly busySince: number;
}

export function look(
  memory: PathMemory | undefined,
  sample: PathSample,
): { memory: PathMemory; isDead: boolean } {
  const { now, lateMs, packetsSent, heardAt, expectsMedia } = sample;
  if (!memory || lateMs > LATE_MS) {
    return { memory: { heardAt, sentThen: packetsSent, busySince: now }, isDead: false };
  }
  const sent = packetsSent - memory.sentThen;
  const isIdle = !expectsMedia && sent <= 0;
  const busySince = isIdle ? now : memory.busySince;
  if (heardAt > memory.heardAt) {
    return { memory: { heardAt, sentThen: packetsSent, busySince }, isDead: false };
  }
  // What has never heard anything is still connecting.
  const isBusy = heardAt > 0 && (expectsMedia || sent >= PACKETS_MIN);
  const silentMs = now - Math.max(heardAt, busySince);
  return { memory: { ...memory, busySince }, isDead: isBusy && silentMs > BUSY_SILENCE_MS };
}
