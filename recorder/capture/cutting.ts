/** Where one segment ends and the next begins. Pure. */
import type { Frame, PictureSize } from "../../kit/mod.ts";
import { HOLE_MS, SEGMENT_BYTES_MAX, SEGMENT_MS } from "../limits.ts";

/** As much of the segment that is being written as cutting needs. */
export interface OpenSegment {
  readonly startMs: number;
  /** Of its last frame. */
  readonly lastMs: number;
  readonly bytes: number;
  readonly size: PictureSize | undefined;
  readonly config: Uint8Array | undefined;
}

/** `begin`: in a segment of its own, after which the one before is over. */
export type Cut = "begin" | "append" | "drop";

/** Video begins with a key frame, and a segment has one size of picture from its first to its last. */
export function cutAt(
  open: OpenSegment | undefined,
  frame: Pick<Frame, "isKey" | "size" | "config">,
  atMs: number,
): Cut {
  if (!open) return frame.isKey ? "begin" : "drop";
  const isOver = isDue(open, atMs) || isAnother(open, frame) || isBehindHole(open, atMs);
  if (frame.isKey && isOver) return "begin";
  return open.bytes >= SEGMENT_BYTES_MAX ? "drop" : "append";
}

/** Whether a key frame is wanted, since the segment would rather end. */
export function isDue(open: OpenSegment, atMs: number): boolean {
  return atMs - open.startMs >= SEGMENT_MS || open.bytes >= SEGMENT_BYTES_MAX;
}

/** Whether nothing came for so long that no segment may span it: what one spans is there. */
export function isBehindHole(open: OpenSegment, atMs: number): boolean {
  return atMs - open.lastMs > HOLE_MS;
}

function isAnother(open: OpenSegment, { size, config }: Pick<Frame, "size" | "config">): boolean {
  return open.size?.width !== size?.width || open.size?.height !== size?.height ||
    !isSame(open.config, config);
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
