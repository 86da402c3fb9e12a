/** Which node a room should move to, or stand by on, next. Pure: what is seen comes in. */
import type { NodeId } from "../../protocol/mod.ts";
import type { OwnerCommand, Room } from "../room/mod.ts";

/** Beyond this many participants a second plane for everybody costs more than it saves. */
export const STANDBY_PEERS_MAX = 50;
/** One that is there is given up only beyond this, or people who come and go would make and unmake it. */
export const STANDBY_KEPT_PEERS_MAX = 60;
/** With fewer nobody hears anybody. */
const STANDBY_PEERS_MIN = 2;

export type Move = Extract<
  OwnerCommand,
  { type: "placeMedia" | "placeStandby" | "loseStandby" | "promoteStandby" }
>;

export interface Sights {
  /** Whether rooms get a standby without needing one to move. */
  readonly standbyOn: boolean;
  /** Participants whose clients have their active plane. */
  readonly settledPeers: number;
  /** Whether the room should be on that node no longer: it drains, or carries too much. */
  readonly mustLeave: (nodeId: NodeId) => boolean;
  /** The best node for one more room, other than these. */
  readonly choose: (except: readonly NodeId[]) => NodeId | undefined;
  /** Whether everybody's second plane can take over, or has had its time. */
  readonly isStandbyReady: boolean;
}

/** One step; once it is a fact, the next may follow. `wait`: there is no node now. */
export function nextMove(room: Readonly<Room>, sights: Sights): Move | "wait" | undefined {
  const { placement, standby } = room;
  if (room.ended || Object.keys(room.peers).length === 0) return undefined;
  if (!placement) {
    const nodeId = sights.choose([]);
    return nodeId === undefined ? "wait" : { type: "placeMedia", nodeId };
  }
  const mustMove = sights.mustLeave(placement.nodeId);
  if (standby) {
    const { nodeId, generation } = standby;
    if (sights.mustLeave(nodeId) || !(mustMove || keepsStandby(room, sights))) {
      return { type: "loseStandby", nodeId, generation };
    }
    if (mustMove && sights.isStandbyReady) return { type: "promoteStandby", generation };
    return undefined;
  }
  if (!mustMove && !wantsStandby(room, sights)) return undefined;
  const nodeId = sights.choose([placement.nodeId]);
  return nodeId === undefined ? undefined : { type: "placeStandby", nodeId };
}

function keepsStandby({ peers }: Readonly<Room>, { standbyOn }: Sights): boolean {
  return standbyOn && Object.keys(peers).length <= STANDBY_KEPT_PEERS_MAX;
}

function wantsStandby({ peers }: Readonly<Room>, { standbyOn, settledPeers }: Sights): boolean {
  return standbyOn && settledPeers >= STANDBY_PEERS_MIN &&
    Object.keys(peers).length <= STANDBY_PEERS_MAX;
}
