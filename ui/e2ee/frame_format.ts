/**
 * An encrypted frame on the wire: a few bytes in the clear, then SFrame. Media nodes and browsers read
 * from those bytes whether a frame is a key frame; they are authenticated with the rest, and so is the
 * track, so that nobody passes a screen off as a camera.
 */
import { type Bytes, concat, utf8 } from "./bytes.ts";

/**
 * Of VP8 (RFC 7741, 4.3; RFC 6386, 9.1): the header of a key frame, with its size, or of another. Of Opus
 * (RFC 6716, 3.1): the byte that tells the length of the sound.
 */
const CLEAR_BYTES = { key: 10, delta: 3, audio: 1 } as const;

export type FrameKind = keyof typeof CLEAR_BYTES;

/** A frame of video says what it is; sound does not. */
export function kindOf(frame: object): FrameKind {
  if (!("type" in frame)) return "audio";
  return frame.type === "key" ? "key" : "delta";
}

export function split(data: ArrayBuffer, kind: FrameKind): { clear: Bytes; rest: Bytes } {
  const length = Math.min(CLEAR_BYTES[kind], data.byteLength);
  return { clear: new Uint8Array(data, 0, length), rest: new Uint8Array(data, length) };
}

export function metadataOf(track: string, clear: Uint8Array): Bytes {
  return concat(clear, utf8(track));
}
