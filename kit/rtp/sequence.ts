/** Counters of 16 bits that run over, as counters that don't. */

const RANGE = 0x1_0000;
const HALF = RANGE / 2;

/**
 * The number that a packet's 16 bits stand for, given the highest one so far: the nearest that fits
 * (RFC 3711, 3.3.1). Without one the count begins where the packet says. Never below 0.
 */
export function extendSequence(sequenceNumber: number, highest: number | undefined): number {
  if (highest === undefined) return sequenceNumber;
  const turn = highest - highest % RANGE;
  const near = turn + sequenceNumber;
  if (near - highest > HALF) return near >= RANGE ? near - RANGE : near;
  return highest - near > HALF ? near + RANGE : near;
}

/** Signed distance from one 32-bit timestamp to another, the short way round. */
export function timestampDistance(from: number, to: number): number {
  return (to - from) | 0;
}
