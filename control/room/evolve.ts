/** How facts change a room. Copies what it changes: the runtime keeps the state that is in the log. */
import type { Fact } from "./facts.ts";
import {
  emptyPlane,
  mediaLost,
  mediaPlaced,
  mediaRetired,
  planesRenewed,
  standbyLost,
  standbyPlaced,
  standbyPromoted,
} from "./moves.ts";
import { type Peer, type Producer, RECENT_CHANGES_MAX, type Room } from "./state.ts";
import { changeOf } from "./view.ts";

export function evolve(room: Room, fact: Fact): Room {
  const rev = room.rev + 1;
  return { ...change({ ...room, rev }, fact), recent: remember(room, rev, fact) };
}

function change(room: Room, fact: Fact): Room {
  switch (fact.type) {
    case "RoomCreated": {
      const { roomId, code, title, at } = fact;
      return { ...room, created: { roomId, code, title, at } };
    }
    case "PeerJoined": {
      const { peerId: id, name, role, sessionId, connectionId, capabilities, at } = fact;
      const generation = room.generations + 1;
      const standby = room.standby && emptyPlane(generation + 1);
      const peer: Peer = {
        id,
        name,
        role,
        joinedAt: room.peers[id]?.joinedAt ?? at,
        sessionId,
        connectionId,
        disconnectedAt: null,
        capabilities,
        generation,
        dtls: {},
        producers: {},
        standby,
      };
      const generations = standby?.generation ?? generation;
      return { ...room, generations, peers: { ...room.peers, [id]: peer } };
    }
    case "PeerConnected":
      return edit(room, fact.peerId, (peer) => ({
        ...peer,
        connectionId: fact.connectionId,
        disconnectedAt: null,
      }));
    case "PeerDisconnected":
      return edit(room, fact.peerId, (peer) => ({ ...peer, disconnectedAt: fact.at }));
    case "PeerLeft":
      return { ...room, peers: without(room.peers, fact.peerId) };
    case "MediaPlaced":
      return mediaPlaced(room, fact);
    case "MediaLost":
      return mediaLost(room, fact);
    case "StandbyPlaced":
      return standbyPlaced(room, fact);
    case "StandbyLost":
      return standbyLost(room, fact);
    case "StandbyPromoted":
      return standbyPromoted(room, fact);
    case "PlanesRenewed":
      return planesRenewed(room, fact);
    case "MediaRetired":
      return mediaRetired(room, fact);
    case "TransportAnswered":
      return edit(room, fact.peerId, (peer) => {
        const { direction, dtls } = fact;
        if (!fact.standby) return { ...peer, dtls: { ...peer.dtls, [direction]: dtls } };
        const { standby } = peer;
        if (!standby) return peer;
        return { ...peer, standby: { ...standby, dtls: { ...standby.dtls, [direction]: dtls } } };
      });
    case "StandbyProducerOpened":
      return edit(room, fact.peerId, (peer) => {
        const { producerId, rtpParameters } = fact;
        const { standby } = peer;
        if (!standby) return peer;
        const second = { rtpParameters, openedRev: room.rev };
        const producers = { ...standby.producers, [producerId]: second };
        return { ...peer, standby: { ...standby, producers } };
      });
    case "ProducerOpened":
      return edit(room, fact.peerId, (peer) => {
        const { producerId: id, source, paused, rtpParameters } = fact;
        const producer: Producer = {
          id,
          source,
          paused,
          rtpParameters,
          generation: peer.generation,
          openedRev: room.rev,
        };
        return { ...peer, producers: { ...peer.producers, [id]: producer } };
      });
    case "ProducerPausedChanged":
      return edit(room, fact.peerId, (peer) => {
        const producer = peer.producers[fact.producerId];
        if (!producer) return peer;
        const paused = { ...producer, paused: fact.paused };
        return { ...peer, producers: { ...peer.producers, [producer.id]: paused } };
      });
    case "ProducerClosed":
      return edit(room, fact.peerId, (peer) => {
        const { producerId } = fact;
        const { standby } = peer;
        return {
          ...peer,
          producers: without(peer.producers, producerId),
          standby: standby && {
            ...standby,
            producers: without(standby.producers, producerId),
          },
        };
      });
    case "RoomEnded":
      return { ...room, ended: true, peers: {} };
    default:
      return fact satisfies never;
  }
}

function edit(room: Room, peerId: string, f: (peer: Peer) => Peer): Room {
  const peer = room.peers[peerId];
  return peer ? { ...room, peers: { ...room.peers, [peerId]: f(peer) } } : room;
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _, ...rest } = record;
  return rest;
}

function remember(room: Room, rev: number, fact: Fact): Room["recent"] {
  const change = changeOf(room, fact);
  if (!change) return room.recent;
  const changes = [...room.recent.changes, { rev, change }];
  const forgotten = changes.length > RECENT_CHANGES_MAX ? changes.shift() : undefined;
  return { from: forgotten?.rev ?? room.recent.from, changes };
}
