import type { FactOf } from "../facts.ts";
import type { Peer, Room } from "../state.ts";

export type GesturesFact = FactOf<"HandChanged">;

export function evolveGestures(room: Room, { peerId, raisedAt }: GesturesFact): Room {
  const peer = room.peers[peerId];
  if (!peer) return room;
  const { handRaisedAt: _, ...lowered } = peer;
  const changed: Peer = raisedAt === null ? lowered : { ...lowered, handRaisedAt: raisedAt };
  return { ...room, peers: { ...room.peers, [peerId]: changed } };
}
