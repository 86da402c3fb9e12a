/** Opus in RTP (RFC 7587): a payload is a packet of Opus. */
import type { PayloadFormat } from "./frame.ts";

/** Longest packet (RFC 6716, 3.2.5). */
const PACKET_MAX_MS = 120;

export const opusFormat: PayloadFormat = {
  begins: () => true,
  assemble: ([data]) => data && { data, isKey: true },
};

/** How long a packet of Opus sounds (RFC 6716, 3.1). */
export function opusDurationMs(packet: Uint8Array): number {
  const [toc = 0, count = 0] = packet;
  const kind = toc >> 3;
  const frames = (toc & 3) === 0 ? 1 : (toc & 3) < 3 ? 2 : count & 0x3f;
  return Math.min(PACKET_MAX_MS, frames * frameMs(kind));
}

function frameMs(kind: number): number {
  if (kind < 12) return [10, 20, 40, 60][kind & 3] ?? 20; // SILK
  if (kind < 16) return (kind & 1) === 0 ? 10 : 20; // Hybrid
  return [2.5, 5, 10, 20][kind & 3] ?? 20; // CELT
}
