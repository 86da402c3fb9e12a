/** Encoded pictures and sound as packets carry them. */

/** Of the file and of each frame (IVF, as libvpx writes it). */
const FILE_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 12;
/** What a packet of a browser holds at most, about. */
const PAYLOAD_BYTES_MAX = 1_150;
/** VP8's descriptor (RFC 7741, 4.2): the first packet of a picture, and another. */
const FIRST = 0x10;
const FURTHER = 0x00;

/** The pictures of an IVF file; one that is cut off is left out. */
export function ivfFrames(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const frames: Uint8Array[] = [];
  for (let at = FILE_HEADER_BYTES; at + FRAME_HEADER_BYTES <= file.length;) {
    const begin = at + FRAME_HEADER_BYTES;
    at = begin + view.getUint32(at, true);
    if (at <= file.length) frames.push(file.subarray(begin, at));
  }
  return frames;
}

/** A picture of VP8 as payloads of packets. */
export function vp8Payloads(frame: Uint8Array): Uint8Array[] {
  return parts(frame, PAYLOAD_BYTES_MAX - 1).map((part, number) => {
    const payload = new Uint8Array(part.length + 1);
    payload[0] = number === 0 ? FIRST : FURTHER;
    payload.set(part, 1);
    return payload;
  });
}

/** Pieces of that size; the last one may be smaller. */
export function parts(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

/** Whether a picture of VP8 can be decoded without any before it (RFC 6386, 9.1). */
export function isKeyFrame(frame: Uint8Array): boolean {
  return ((frame[0] ?? 1) & 1) === 0;
}
