/** How full the disk may be, and what that means for recordings. Pure. */
import { SPOOL_FILLING } from "../limits.ts";

export interface DiskUse {
  /** Of segments that the store does not have yet. */
  readonly spooledBytes: number;
  readonly spoolBytesMax: number;
  /** Of the disk, for anybody. `undefined`: it can't be told. */
  readonly freeBytes: number | undefined;
  readonly freeBytesMin: number;
}

/** `filling`: no new recordings. `full`: those that run are closed, while there is room to do so. */
export type DiskLevel = "fine" | "filling" | "full";

export function diskLevel(use: DiskUse, before: DiskLevel): DiskLevel {
  const { spooledBytes, spoolBytesMax, freeBytes = Infinity, freeBytesMin } = use;
  if (spooledBytes >= spoolBytesMax || freeBytes < freeBytesMin) return "full";
  const share = Math.max(spooledBytes / spoolBytesMax, freeBytesMin / freeBytes);
  // A level that flickered would send recordings to and fro.
  return share >= (before === "fine" ? SPOOL_FILLING.from : SPOOL_FILLING.until)
    ? "filling"
    : "fine";
}
