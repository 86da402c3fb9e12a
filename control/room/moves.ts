/** How a room's facts about media nodes change it: placed, secured, moved, lost, left. */
import type { Fact } from "./facts.ts";
import { type Peer, type Placement, type Retiring, RETIRING_MAX, type Room } from "./state.ts";

type Of<T extends Fact["type"]> = Extract<Fact, { type: T }>;

/** Everybody's transports are made anew. */
export function mediaPlaced(
  room: Room,
  { nodeId, generation = room.generations + 1 }: Of<"MediaPlaced">,
): Room {
  return {
    ...room,
    generations: generation,
    placement: { nodeId, generation },
    retiring: without(room.retiring, nodeId),
    peers: mapPeers(room, (peer) => ({ ...peer, generation, dtls: {} })),
  };
}

export function mediaLost(room: Room, { nodeId }: Of<"MediaLost">): Room {
  return { ...room, placement: null, retiring: withNode(room.retiring, { nodeId, lost: true }) };
}

export function standbyPlaced(
  room: Room,
  { nodeId, generation = room.generations + 1 }: Of<"StandbyPlaced">,
): Room {
  return {
    ...room,
    generations: generation,
    standby: { nodeId, generation },
    retiring: without(room.retiring, nodeId),
    peers: mapPeers(room, (peer) => ({ ...peer, standby: emptyPlane(generation) })),
  };
}

export function standbyLost(room: Room, { nodeId }: Of<"StandbyLost">): Room {
  return {
    ...room,
    standby: null,
    retiring: withNode(room.retiring, { nodeId, lost: true }),
    peers: mapPeers(room, (peer) => ({ ...peer, standby: null })),
  };
}

/** Tracks that were not sent on the second plane yet stay on the former one until they are. */
export function standbyPromoted(room: Room, { nodeId, lost }: Of<"StandbyPromoted">): Room {
  const { placement: former, standby } = room;
  if (!former || standby?.nodeId !== nodeId) return room;
  return {
    ...room,
    placement: standby,
    standby: null,
    retiring: withNode(room.retiring, { nodeId: former.nodeId, lost }),
    peers: mapPeers(room, promoted),
  };
}

export function mediaRetired(room: Room, { nodeId }: Of<"MediaRetired">): Room {
  return { ...room, retiring: without(room.retiring, nodeId) };
}

export function planesRenewed(room: Room, { peerId, generation }: Of<"PlanesRenewed">): Room {
  const peer = room.peers[peerId];
  if (!peer) return room;
  const standby = room.standby && emptyPlane(generation + 1);
  const renewed = { ...peer, generation, dtls: {}, standby };
  const generations = standby?.generation ?? generation;
  return { ...room, generations, peers: { ...room.peers, [peerId]: renewed } };
}

/** The second plane that a peer begins with. */
export function emptyPlane(generation: number): NonNullable<Peer["standby"]> {
  return { generation, dtls: {}, producers: {} };
}

function promoted(peer: Peer): Peer {
  const { standby } = peer;
  if (!standby) return peer;
  const { generation, dtls } = standby;
  const producers = Object.fromEntries(
    Object.values(peer.producers).map((producer) => {
      const second = standby.producers[producer.id];
      return [producer.id, second ? { ...producer, ...second, generation } : producer];
    }),
  );
  return { ...peer, generation, dtls, producers, standby: null };
}

function mapPeers({ peers }: Room, f: (peer: Peer) => Peer): Room["peers"] {
  return Object.fromEntries(Object.values(peers).map((peer) => [peer.id, f(peer)]));
}

function without(nodes: readonly Retiring[], nodeId: Placement["nodeId"]): Retiring[] {
  return nodes.filter((node) => node.nodeId !== nodeId);
}

function withNode(nodes: readonly Retiring[], node: Retiring): Retiring[] {
  return [...without(nodes, node.nodeId), node].slice(-RETIRING_MAX);
}
