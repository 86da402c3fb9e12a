/** Reading RTP packets (RFC 3550, 5.1). */

const VERSION = 2;
const FIXED_HEADER_BYTES = 12;
/** With a marker bit these would be the packet types of RTCP (RFC 5761, 4). */
const RTCP_TYPES = { first: 192, last: 223 };
/** Where the sender's SSRC is. */
const SSRC_AT = { rtp: 8, rtcp: 4 };

export interface RtpHeader {
  readonly payloadType: number;
  readonly marker: boolean;
  /** 16 bits. */
  readonly sequenceNumber: number;
  /** 32 bits, in ticks of the codec's clock. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** Bytes before the payload. */
  readonly length: number;
}

export interface RtpPacket extends RtpHeader {
  readonly payload: Uint8Array;
}

/** Whether a datagram of a port that RTP and RTCP share is RTCP. */
export function isRtcp(datagram: Uint8Array): boolean {
  const type = datagram[1] ?? 0;
  return type >= RTCP_TYPES.first && type <= RTCP_TYPES.last;
}

/** `undefined`: it is no RTP. */
export function readRtpHeader(datagram: Uint8Array): RtpHeader | undefined {
  if (datagram.length < FIXED_HEADER_BYTES) return undefined;
  const first = datagram[0] ?? 0;
  const second = datagram[1] ?? 0;
  if (first >> 6 !== VERSION) return undefined;
  let length = FIXED_HEADER_BYTES + 4 * (first & 0x0f);
  if (first & 0x10) {
    if (datagram.length < length + 4) return undefined;
    length += 4 + 4 * uint16(datagram, length + 2);
  }
  if (datagram.length < length) return undefined;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequenceNumber: uint16(datagram, 2),
    timestamp: uint32(datagram, 4),
    ssrc: uint32(datagram, SSRC_AT.rtp),
    length,
  };
}

/** Who sent a datagram of a port that RTP and RTCP share; `undefined`: it is too short for either. */
export function readSsrc(datagram: Uint8Array): number | undefined {
  const at = isRtcp(datagram) ? SSRC_AT.rtcp : SSRC_AT.rtp;
  return datagram.length < at + 4 ? undefined : uint32(datagram, at);
}

// Read for every packet of everybody: a view over it would cost more than what is read by it.
const uint16 = (bytes: Uint8Array, at: number) => (bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0);
const uint32 = (bytes: Uint8Array, at: number) =>
  (uint16(bytes, at) << 16 | uint16(bytes, at + 2)) >>> 0;

/**
 * The payload of what is behind the header of a packet with that first byte; `undefined`: there is more
 * padding than payload.
 */
export function payloadOf(first: number, rest: Uint8Array): Uint8Array | undefined {
  if ((first & 0x20) === 0) return rest;
  const padding = rest.at(-1) ?? 0;
  return padding > rest.length ? undefined : rest.subarray(0, rest.length - padding);
}
