/** Reading RTP packets (RFC 3550, 5.1). */

const VERSION = 2;
const FIXED_HEADER_BYTES = 12;
/** With a marker bit these would be the packet types of RTCP (RFC 5761, 4). */
const RTCP_TYPES = { first: 192, last: 223 };

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
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const first = view.getUint8(0);
  if (first >> 6 !== VERSION) return undefined;
  let length = FIXED_HEADER_BYTES + 4 * (first & 0x0f);
  if (first & 0x10) {
    if (datagram.length < length + 4) return undefined;
    length += 4 + 4 * view.getUint16(length + 2);
  }
  if (datagram.length < length) return undefined;
  const second = view.getUint8(1);
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequenceNumber: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    length,
  };
}

/** What is behind the header, without padding; `undefined`: there is more padding than payload. */
export function payloadOf(
  header: RtpHeader,
  first: number,
  rest: Uint8Array,
): RtpPacket | undefined {
  const padding = first & 0x20 ? rest.at(-1) ?? 0 : 0;
  if (padding > rest.length) return undefined;
  return { ...header, payload: rest.subarray(0, rest.length - padding) };
}
