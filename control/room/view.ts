/** What the outside may see of a room's facts and state. */
import {
  type PeerId,
  type PeerView,
  type ProducerView,
  type RoomChange,
  type RoomNews,
  type RoomSnapshot,
  toldTo,
} from "../../protocol/mod.ts";
import type { Fact } from "./facts.ts";
import { breakoutsNews } from "./breakouts/news.ts";
import { chatNews } from "./chat/news.ts";
import { gesturesNews } from "./gestures/news.ts";
import { lobbyNews } from "./lobby/news.ts";
import { moderationNews } from "./moderation/news.ts";
import { noticesNews } from "./notices/news.ts";
import { pollsNews } from "./polls/news.ts";
import { liveNews } from "./live/news.ts";
import { recordingNews } from "./recording/news.ts";
import { settingsNews } from "./settings/news.ts";
import { meetingView } from "./meeting_view.ts";
import type { Peer, Producer, Room } from "./state.ts";

/** What a fact is to those in the room. `room`: the state after it. */
export function newsOf(room: Readonly<Room>, fact: Fact): RoomNews[] {
  switch (fact.type) {
    case "PeerJoined": {
      const peer = room.peers[fact.peerId];
      return peer ? [{ type: "PeerJoined", peer: peerView(peer) }] : [];
    }
    case "PeerConnected":
      return [{ type: "PeerConnectionChanged", peerId: fact.peerId, connected: true }];
    case "PeerDisconnected":
      return [{ type: "PeerConnectionChanged", peerId: fact.peerId, connected: false }];
    case "PeerLeft":
      return [{ type: "PeerLeft", peerId: fact.peerId, reason: fact.reason }];
    case "ProducerOpened": {
      const { producerId: id, source, paused } = fact;
      return [{ type: "ProducerOpened", peerId: fact.peerId, producer: { id, source, paused } }];
    }
    case "ProducerPausedChanged": {
      const { type, peerId, producerId, paused, by } = fact;
      const mutedBy = by?.kind === "peer" ? { by: by.peerId } : {};
      return [{ type, peerId, producerId, paused, ...mutedBy }];
    }
    case "ProducerClosed": {
      const { type, peerId, producerId, by, replacedBy } = fact;
      if (replacedBy !== undefined) return [{ type, peerId, producerId, replacedBy }];
      const stoppedBy = by?.kind === "peer" ? { by: by.peerId } : {};
      return [{ type, peerId, producerId, ...stoppedBy }];
    }
    case "RoomEnded":
      return [{ type: "RoomEnded" }];
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
      return [];
    case "SettingsChanged":
    case "SpotlightChanged":
      return settingsNews(room, fact);
    case "PeerKnocked":
    case "PeerAdmitted":
    case "KnockDenied":
    case "KnockWithdrawn":
    case "PeerLetBack":
      return lobbyNews(room, fact);
    case "RoleChanged":
    case "RightsChanged":
    case "PeerRenamed":
    case "UnmuteAsked":
    case "PeerBlocked":
      return moderationNews(room, fact);
    case "BreakoutsPlanned":
    case "BreakoutsAssigned":
    case "BreakoutRenamed":
    case "BreakoutsOpened":
    case "BreakoutsClosing":
    case "BreakoutsClosed":
    case "PeersMoved":
    case "HelpAsked":
      return breakoutsNews(room, fact);
    case "MessageSent":
    case "MessageEdited":
    case "MessageDeleted":
    case "MessageReacted":
    case "FileReady":
      return chatNews(room, fact);
    case "HandChanged":
      return gesturesNews(room, fact);
    case "PollCreated":
    case "PollEdited":
    case "PollOpened":
    case "PollClosed":
    case "PollShared":
    case "PollSealed":
    case "PollDeleted":
    case "PollAnswered":
      return pollsNews(room, fact);
    case "NoticeChanged":
    case "ConsentGiven":
      return noticesNews(room, fact);
    case "RecordingStarted":
    case "RecordingPausedChanged":
    case "RecordingHeld":
    case "RecordingReleased":
    case "RecordingStopped":
    case "HighlightMarked":
      return recordingNews(room, fact);
    case "LiveStarted":
    case "LiveHeld":
    case "LiveReleased":
    case "LiveConnected":
    case "LiveInterrupted":
    case "LiveStopped":
      return liveNews(room, fact);
    default:
      return fact satisfies never;
  }
}

/** Throws on a room that was never created: only members ask, and such a room has none. */
export function snapshotOf(room: Readonly<Room>, reader: Peer | "service"): RoomSnapshot {
  if (!room.created) throw new Error("Cannot take a snapshot: the room was never created");
  const { roomId, code, title, at } = room.created;
  const peers = Object.values(room.peers).map(peerView);
  const meeting = meetingView(room, reader);
  return { roomId, code, title, createdAt: at, rev: room.rev, peers, meeting };
}

function peerView(peer: Peer): PeerView {
  const { id, name, role, joinedAt, disconnectedAt, producers } = peer;
  const { rights, breakout, handRaisedAt, consents, encryptionKey } = peer;
  return {
    id,
    name,
    role,
    joinedAt,
    connected: disconnectedAt === null,
    producers: Object.values(producers).map(producerView),
    ...(rights && { rights }),
    ...(breakout !== undefined && { breakout }),
    ...(handRaisedAt !== undefined && { handRaisedAt }),
    ...(consents && { consents }),
    ...(encryptionKey !== undefined && { encryptionKey }),
  };
}

function producerView({ id, source, paused }: Producer): ProducerView {
  return { id, source, paused };
}

/** What a client that knows revision `rev` has missed, as far as it is remembered. */
export function missedSince(
  room: Readonly<Room>,
  rev: number,
  peerId: PeerId,
): { from: number; to: number; changes: RoomChange[] } | undefined {
  if (rev < room.recent.from || rev > room.rev) return undefined;
  const missed = room.recent.changes.filter((entry) => entry.rev > rev);
  return { from: rev, to: room.rev, changes: toldTo(peerId, missed.map(({ change }) => change)) };
}
