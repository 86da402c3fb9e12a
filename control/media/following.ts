/** What a client's planes tell of moves that a former owner made and the log never knew. Pure. */
import type { SessionId, View } from "../../protocol/mod.ts";
import type { OwnerCommand, Room } from "../room/mod.ts";

export interface Seen {
  readonly peerId: string;
  readonly sessionId: SessionId;
  readonly view: Pick<View, "generation">;
  /** Generations that were there when this owner took over: others it knows of by itself. */
  readonly inherited: ReadonlySet<number>;
}

/**
 * A former owner may have moved clients and died before the log knew: where they use their second
 * planes, so does the room; planes that nobody knows of any more are made anew.
 */
export function following(
  room: Readonly<Room>,
  { peerId, sessionId, view: { generation }, inherited }: Seen,
): Extract<OwnerCommand, { type: "renewPlanes" | "promoteStandby" }> | undefined {
  const peer = room.peers[peerId];
  if (peer?.sessionId !== sessionId || generation <= peer.generation) return undefined;
  if (generation !== peer.standby?.generation) {
    return { type: "renewPlanes", peerId, sessionId, generation };
  }
  const standby = room.standby?.generation;
  // Of this owner's own moves clients are told, they don't tell.
  if (standby === undefined || !inherited.has(standby)) return undefined;
  return { type: "promoteStandby", generation: standby };
}
