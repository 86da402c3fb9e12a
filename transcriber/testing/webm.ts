/** WebM by hand: as much of it as tests need to say what is in a recorded segment. */

/** An element's size where nobody knew it yet, 8 bytes long. */
export const UNKNOWN_SIZE = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff] as const;

const SIZE_BYTES = 4;
const SIZE_MARKER = 0x10;
const FRAME_MS = 20;

export const text = (value: string) => new TextEncoder().encode(value);

/** An element (RFC 8794) with these bytes in it. */
export function element(id: readonly number[], ...children: readonly Uint8Array[]): Uint8Array {
  const size = children.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(id.length + SIZE_BYTES + size);
  bytes.set(id);
  new DataView(bytes.buffer).setUint32(id.length, size);
  bytes[id.length] = (bytes[id.length] ?? 0) | SIZE_MARKER;
  let at = id.length + SIZE_BYTES;
  for (const child of children) {
    bytes.set(child, at);
    at += child.length;
  }
  return bytes;
}

/** A segment of a voice: these Opus frames of 20 ms one after the other, from 0 on. */
export function opusSegment(frames: readonly Uint8Array[]): Uint8Array {
  const blocks = frames.map((frame, at) => {
    const block = new Uint8Array(4 + frame.length);
    block[0] = 0x81;
    new DataView(block.buffer).setInt16(1, at * FRAME_MS);
    block[3] = 0x80;
    block.set(frame, 4);
    return element([0xa3], block);
  });
  const cluster = element([0x1f, 0x43, 0xb6, 0x75], element([0xe7], new Uint8Array(1)), ...blocks);
  const header = element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], text("webm")));
  const file = element([0x18, 0x53, 0x80, 0x67], cluster);
  const bytes = new Uint8Array(header.length + file.length);
  bytes.set(header);
  bytes.set(file, header.length);
  return bytes;
}
