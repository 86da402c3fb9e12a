/** What the outside may see of a room's facts and state. */
import {
  type PeerView,
  type ProducerView,
  type RoomChange,
  type RoomSnapshot,
} from "../../protocol/mod.ts";
import type { Fact } from "./facts.ts";
import type { Peer, Producer, Room } from "./state.ts";

/** The public side of a fact; `undefined` where there is none. `room` is the state before it. */
export function changeOf(room: Readonly<Room>, fact: Fact): RoomChange | undefined {
  switch (fact.type) {
    case "PeerJoined": {
      const { peerId: id, name, role, at } = fact;
      const joinedAt = room.peers[id]?.joinedAt ?? at;
      return {
        type: "PeerJoined",
        peer: { id, name, role, joinedAt, connected: true, producers: [] },
      };
    }
    case "PeerConnected":
      return { type: "PeerConnectionChanged", peerId: fact.peerId, connected: true };
    case "PeerDisconnected":
      return { type: "PeerConnectionChanged", peerId: fact.peerId, connected: false };
    case "PeerLeft":
      return { type: "PeerLeft", peerId: fact.peerId, reason: fact.reason };
    case "ProducerOpened": {
      const { producerId: id, source, paused } = fact;
      return { type: "ProducerOpened", peerId: fact.peerId, producer: { id, source, paused } };
    }
    case "ProducerPausedChanged":
    case "ProducerClosed":
      return fact;
    case "RoomEnded":
      return { type: "RoomEnded" };
    case "RoomCreated":
    case "MediaPlaced":
    case "MediaLost":
    case "StandbyPlaced":
    case "StandbyLost":
    case "StandbyPromoted":
    case "StandbyProducerOpened":
    case "PlanesRenewed":
    case "MediaRetired":
    case "TransportAnswered":
      return undefined;
    default:
      return fact satisfies never;
  }
}

/** Throws on a room that was never created: only members ask, and such a room has none. */
export function snapshotOf(room: Readonly<Room>): RoomSnapshot {
  if (!room.created) throw new Error("Cannot take a snapshot: the room was never created");
  const { roomId, code, title, at } = room.created;
  const peers = Object.values(room.peers).map(peerView);
  return { roomId, code, title, createdAt: at, rev: room.rev, peers };
}

function peerView({ id, name, role, joinedAt, disconnectedAt, producers }: Peer): PeerView {
  return {
    id,
    name,
    role,
    joinedAt,
    connected: disconnectedAt === null,
    producers: Object.values(producers).map(producerView),
  };
}

function producerView({ id, source, paused }: Producer): ProducerView {
  return { id, source, paused };
}

/** What a client that knows revision `rev` has missed, as far as it is remembered. */
export function missedSince(
  room: Readonly<Room>,
  rev: number,
): { from: number; to: number; changes: RoomChange[] } | undefined {
  if (rev < room.recent.from || rev > room.rev) return undefined;
  const changes = room.recent.changes.filter((entry) => entry.rev > rev);
  return { from: rev, to: room.rev, changes: changes.map((entry) => entry.change) };
}
