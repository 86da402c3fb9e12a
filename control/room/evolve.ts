/** How facts change a room. Copies what it changes: the runtime keeps the state that is in the log. */
import { without } from "./bounded.ts";
import type { Fact } from "./facts.ts";
import { evolveBreakouts, leaveBreakout } from "./breakouts/evolve.ts";
import { breakoutOnJoin } from "./breakouts/moving.ts";
import { evolveChat, forgetBreakoutMessages } from "./chat/evolve.ts";
import { evolveGestures } from "./gestures/evolve.ts";
import { admitted, evolveLobby } from "./lobby/evolve.ts";
import { evolveModeration, seatGivenUp } from "./moderation/evolve.ts";
import { evolveNotices } from "./notices/evolve.ts";
import { evolvePolls } from "./polls/evolve.ts";
import { evolveLive, withAudience } from "./live/evolve.ts";
import { evolveRecording, withAttendance } from "./recording/evolve.ts";
import { evolveSettings } from "./settings/evolve.ts";
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
import { remember } from "./recent.ts";
import type { Peer, Producer, Room } from "./state.ts";
import { newsOf } from "./view.ts";

export function evolve(room: Room, fact: Fact): Room {
  const rev = room.rev + 1;
  const next = change({ ...room, rev }, fact);
  return { ...next, recent: remember(next.recent, rev, newsOf(next, fact)) };
}

function change(room: Room, fact: Fact): Room {
  switch (fact.type) {
    case "RoomCreated": {
      const { roomId, code, title, at, settings = room.meeting.settings } = fact;
      const meeting = { ...room.meeting, settings };
      return { ...room, created: { roomId, code, title, at }, meeting };
    }
    case "PeerJoined": {
      const { peerId: id, name, role, sessionId, connectionId, capabilities, at } = fact;
      const { device, encryptionKey, generation = room.generations + 1 } = fact;
      const standby = room.standby && emptyPlane(generation + 1);
      const rights = room.meeting.given[id]?.rights;
      const { handRaisedAt, consents } = room.peers[id] ?? {};
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
        ...(rights && { rights }),
        ...(device !== undefined && { device }),
        ...(encryptionKey !== undefined && { encryptionKey }),
        ...(handRaisedAt !== undefined && { handRaisedAt }),
        ...(consents && { consents }),
        ...breakoutOnJoin(room, id),
      };
      const generations = standby?.generation ?? generation;
      const meeting = admitted(room.meeting, fact);
      const peers = { ...room.peers, [id]: peer };
      return attended({ ...room, generations, meeting, peers }, at);
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
      return attended(
        {
          ...room,
          meeting: seatGivenUp(leaveBreakout(room, fact.peerId).meeting, fact),
          peers: without(room.peers, fact.peerId),
        },
        fact.at ?? room.created?.at ?? 0,
      );
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
      return { ...room, ended: true, meeting: { ...room.meeting, lobby: {} }, peers: {} };
    case "SettingsChanged":
    case "SpotlightChanged":
      return evolveSettings(room, fact);
    case "PeerKnocked":
    case "PeerAdmitted":
    case "KnockDenied":
    case "KnockWithdrawn":
    case "PeerLetBack":
      return evolveLobby(room, fact);
    case "RoleChanged":
    case "RightsChanged":
    case "PeerRenamed":
    case "UnmuteAsked":
    case "PeerBlocked":
      return evolveModeration(room, fact);
    case "BreakoutsPlanned":
      return evolveBreakouts(forgetBreakoutMessages(room), fact);
    case "BreakoutsAssigned":
    case "BreakoutRenamed":
    case "BreakoutsOpened":
    case "BreakoutsClosing":
    case "BreakoutsClosed":
    case "PeersMoved":
    case "HelpAsked":
      return evolveBreakouts(room, fact);
    case "MessageSent":
    case "MessageEdited":
    case "MessageDeleted":
    case "MessageReacted":
    case "FileReady":
      return evolveChat(room, fact);
    case "HandChanged":
      return evolveGestures(room, fact);
    case "PollCreated":
    case "PollEdited":
    case "PollOpened":
    case "PollClosed":
    case "PollShared":
    case "PollSealed":
    case "PollDeleted":
    case "PollAnswered":
      return evolvePolls(room, fact);
    case "NoticeChanged":
    case "ConsentGiven":
      return evolveNotices(room, fact);
    case "RecordingStarted":
    case "RecordingPausedChanged":
    case "RecordingHeld":
    case "RecordingReleased":
    case "RecordingStopped":
    case "HighlightMarked":
      return evolveRecording(room, fact);
    case "LiveStarted":
    case "LiveHeld":
    case "LiveReleased":
    case "LiveConnected":
    case "LiveInterrupted":
    case "LiveStopped":
      return evolveLive(room, fact);
    default:
      return fact satisfies never;
  }
}

/** After somebody has come or gone: the room, and what is made of the meeting, may be empty now. */
function attended(room: Room, at: number): Room {
  const isEmpty = Object.keys(room.peers).length === 0;
  const emptySince = isEmpty ? room.emptySince ?? at : null;
  return withAudience(withAttendance({ ...room, emptySince }, at), at);
}

function edit(room: Room, peerId: string, f: (peer: Peer) => Peer): Room {
  const peer = room.peers[peerId];
  return peer ? { ...room, peers: { ...room.peers, [peerId]: f(peer) } } : room;
}
