/** What the clients of a room say of their planes. Pure. */
import { transportId } from "../../protocol/mod.ts";
import { type Holdings, type Peer, planeViewAt, type Room, type Views } from "../room/mod.ts";

/** Participants whose clients have their active plane. */
export function settledPeers({ peers }: Readonly<Room>, views: Views): number {
  return Object.values(peers).filter((peer) => isOnActive(peer, views)).length;
}

/** Whether every client that can be heard uses the plane it should. */
export function haveMoved({ peers }: Readonly<Room>, views: Views): boolean {
  return Object.values(peers).filter(isConnected).every((peer) => isOnActive(peer, views));
}

/** Whether everybody's second plane has its transports answered and can play all it should. */
export function isStandbyReady(
  { peers, standby }: Readonly<Room>,
  views: Views,
  held: Holdings | undefined,
): boolean {
  if (!standby || !held) return false;
  const consumers = Map.groupBy(held.consumers.values(), ({ transportId }) => transportId);
  return Object.values(peers).filter(isConnected).every((peer) => {
    const plane = peer.standby;
    const view = plane && planeViewAt(views.get(peer.id), plane.generation);
    if (!view) return false;
    const isConnectedThere = (["send", "recv"] as const).every((direction) => {
      const used = direction === "recv" || Object.keys(peer.producers).length > 0;
      return !used || plane.dtls[direction] !== undefined;
    });
    const isSent = Object.keys(peer.producers).every((id) => plane.producers[id]);
    const ready = new Set(view.ready);
    const wanted = consumers.get(transportId(peer.id, "recv", plane.generation)) ?? [];
    return isConnectedThere && isSent && wanted.every(({ info }) => ready.has(info.id));
  });
}

function isConnected(peer: Peer): boolean {
  return peer.disconnectedAt === null;
}

function isOnActive(peer: Peer, views: Views): boolean {
  return views.get(peer.id)?.generation === peer.generation;
}
