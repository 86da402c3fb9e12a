/** Stands for Opus: a byte a frame of 20 ms says how it sounds. */
import { buzz, silence } from "./sounds.ts";

const FRAME_MS = 20;
export const QUIET = Uint8Array.from([0]);
export const LOUD = Uint8Array.from([1]);
export const BROKEN = Uint8Array.from([2]);

export const frames = (ms: number, frame: Uint8Array) =>
  Array.from({ length: ms / FRAME_MS }, () => frame);

export const fakeDecoder = {
  decode([first]: Uint8Array): Float32Array | undefined {
    if (first === BROKEN[0]) return undefined;
    return first === LOUD[0] ? buzz(FRAME_MS) : silence(FRAME_MS);
  },
  close() {},
};
