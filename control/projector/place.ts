import type { RoomId } from "../../protocol/mod.ts";

/** Where a fact stands: its room, the room's revision with it, and when its entry was written. */
export interface Place {
  readonly roomId: RoomId;
  readonly rev: number;
  /** Epoch ms of the append. */
  readonly at: number;
}
