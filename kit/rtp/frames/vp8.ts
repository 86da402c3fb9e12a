/** VP8 in RTP (RFC 7741). */
import { concat, type PayloadFormat, type PictureSize } from "./frame.ts";

/** Frame tag, start code, and both sides (RFC 6386, 9.1). */
const KEY_HEADER_BYTES = 10;
const START_CODE = [0x9d, 0x01, 0x2a];
const SIDE_MASK = 0x3fff;

export const vp8Format: PayloadFormat = {
  begins: (payload) => isStart(payload[0] ?? 0),
  assemble(payloads) {
    const [first] = payloads;
    if (!first || !isStart(first[0] ?? 0)) return undefined;
    const pieces = payloads.map((payload) => payload.subarray(descriptorBytes(payload)));
    const data = concat(pieces);
    if (data.length === 0) return undefined;
    const isKey = ((data[0] ?? 1) & 1) === 0;
    if (!isKey) return { data, isKey };
    const size = sizeOf(data);
    return size && { data, isKey, size };
  },
};

/** The first partition's first packet (4.2: S, PID). */
const isStart = (first: number) => (first & 0x10) !== 0 && (first & 0x07) === 0;

/** RFC 7741, 4.2. */
function descriptorBytes(payload: Uint8Array): number {
  const [first = 0, extension = 0, picture = 0] = payload;
  if ((first & 0x80) === 0) return 1;
  let bytes = 2;
  if (extension & 0x80) bytes += picture & 0x80 ? 2 : 1;
  if (extension & 0x40) bytes += 1;
  if (extension & 0x30) bytes += 1;
  return bytes;
}

function sizeOf(frame: Uint8Array): PictureSize | undefined {
  if (frame.length < KEY_HEADER_BYTES) return undefined;
  if (START_CODE.some((byte, at) => frame[3 + at] !== byte)) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const width = view.getUint16(6, true) & SIDE_MASK;
  const height = view.getUint16(8, true) & SIDE_MASK;
  return width > 0 && height > 0 ? { width, height } : undefined;
}
