/** What integrators may know of a fact. Pure. */
import { HistoryEvent } from "../../protocol/mod.ts";
import type { Fact } from "../room/mod.ts";

/**
 * `undefined`: nothing. A fact about a message is public only where the message is, which the caller knows.
 * Whatever a fact holds beyond its event's schema is dropped.
 */
export function publicEvent(fact: Fact): HistoryEvent | undefined {
  switch (fact.type) {
    case "MessageSent": {
      const { to, breakout } = fact.message;
      return to === undefined && breakout === undefined ? shown(fact) : undefined;
    }
    case "PeerKnocked": {
      const { peerId, name } = fact.waiter;
      return { type: fact.type, peerId, name };
    }
    case "RoomCreated":
    case "RoomEnded":
    case "PeerAdmitted":
    case "KnockDenied":
    case "PeerJoined":
    case "PeerLeft":
    case "PeerBlocked":
    case "PeerLetBack":
    case "PeerRenamed":
    case "RoleChanged":
    case "SettingsChanged":
    case "SpotlightChanged":
    case "ProducerOpened":
    case "ProducerPausedChanged":
    case "ProducerClosed":
    case "HandChanged":
    case "MessageEdited":
    case "MessageDeleted":
    case "MessageReacted":
    case "PollCreated":
    case "PollEdited":
    case "PollOpened":
    case "PollClosed":
    case "PollShared":
    case "PollDeleted":
    case "BreakoutsPlanned":
    case "BreakoutsOpened":
    case "BreakoutsClosing":
    case "BreakoutsClosed":
    case "PeersMoved":
    case "NoticeChanged":
    case "ConsentGiven":
    case "RecordingStarted":
    case "RecordingPausedChanged":
    case "RecordingStopped":
    case "LiveStarted":
    case "LiveStopped":
    case "HighlightMarked":
      return shown(fact);
    case "PeerConnected":
    case "PeerDisconnected":
    case "MediaPlaced":
    case "MediaLost":
    case "StandbyPlaced":
    case "StandbyLost":
    case "StandbyPromoted":
    case "PlanesRenewed":
    case "MediaRetired":
    case "TransportAnswered":
    case "StandbyProducerOpened":
    case "KnockWithdrawn":
    case "RightsChanged":
    case "UnmuteAsked":
    case "FileReady":
    case "HelpAsked":
    case "BreakoutsAssigned":
    case "BreakoutRenamed":
    case "PollAnswered":
    case "PollSealed":
    case "LiveHeld":
    case "LiveReleased":
    case "LiveConnected":
    case "LiveInterrupted":
    case "RecordingHeld":
    case "RecordingReleased":
      return undefined;
    default:
      return fact satisfies never;
  }
}

/** Of old facts some may break today's bounds: they are told to nobody. */
function shown(fact: Fact): HistoryEvent | undefined {
  return HistoryEvent.safeParse(fact).data;
}
