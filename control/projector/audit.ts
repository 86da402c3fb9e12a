/** Which facts are acts of somebody about the meeting or about others. Pure. */
import type { PeerId } from "../../protocol/mod.ts";
import type { By, Fact } from "../room/mod.ts";

export interface AuditedAct {
  by: By;
  act: Fact["type"];
  /** To whom; null: to everybody. */
  subject: PeerId | null;
  details: Record<string, unknown>;
}

/** `undefined`: nobody's business, or one's own. Of a message the author is looked up by the caller. */
export function auditOf(fact: Fact): AuditedAct | undefined {
  switch (fact.type) {
    case "SettingsChanged":
      return act(fact, null, { settings: fact.settings });
    case "SpotlightChanged":
      return act(fact, null, { peerIds: fact.peerIds });
    case "PeerAdmitted":
    case "UnmuteAsked":
      return act(fact, fact.peerId, {});
    case "KnockDenied":
      return act(fact, fact.peerId, { name: fact.name, block: fact.block });
    case "PeerBlocked":
    case "PeerLetBack":
      return act(fact, fact.peerId, { name: fact.name });
    case "PeerRenamed":
      return act(fact, fact.peerId, { name: fact.name });
    case "RoleChanged":
      return act(fact, fact.peerId, { role: fact.role, standsIn: fact.standsInAs !== undefined });
    case "RightsChanged":
      return act(fact, fact.peerId, { rights: fact.rights });
    case "HandChanged":
      return act(fact, fact.peerId, { raised: fact.raisedAt !== null });
    case "PeerLeft":
      return act(fact, fact.peerId, { reason: fact.reason });
    case "ProducerPausedChanged":
      return act(fact, fact.peerId, { producerId: fact.producerId, paused: fact.paused });
    case "ProducerClosed":
      return act(fact, fact.peerId, { producerId: fact.producerId });
    case "MessageDeleted":
      return act(fact, null, { messageId: fact.messageId });
    case "BreakoutsPlanned":
      return act(fact, null, { rooms: fact.rooms, choose: fact.choose });
    case "BreakoutsAssigned":
      return act(fact, null, { assigned: fact.assigned });
    case "BreakoutRenamed":
      return act(fact, null, { breakoutId: fact.breakoutId, name: fact.name });
    case "BreakoutsOpened":
    case "BreakoutsClosing":
      return act(fact, null, { endsAt: fact.endsAt });
    case "BreakoutsClosed":
      return act(fact, null, {});
    case "PeersMoved": {
      const { by, moved } = fact;
      const [only, ...others] = Object.keys(moved);
      const isOwn = by.kind === "peer" && only === by.peerId && others.length === 0;
      return isOwn ? undefined : act(fact, null, { moved });
    }
    case "PollCreated":
    case "PollEdited":
      return act(fact, null, { pollId: fact.pollId, question: fact.question.question });
    case "PollOpened":
    case "PollClosed":
    case "PollDeleted":
      return act(fact, null, { pollId: fact.pollId });
    case "PollShared":
      return act(fact, null, { pollId: fact.pollId, shared: fact.shared });
    case "NoticeChanged":
      return act(fact, null, { kind: fact.kind, on: fact.notice !== null });
    case "RecordingStarted":
      return act(fact, null, { recordingId: fact.recordingId });
    case "RecordingPausedChanged":
      return act(fact, null, { recordingId: fact.recordingId, paused: fact.paused });
    case "RecordingStopped": {
      const { recordingId, end, reason } = fact;
      return act(fact, null, { recordingId, end, ...(reason !== undefined && { reason }) });
    }
    case "LiveStarted": // Without the address: it is a secret.
      return act(fact, null, { liveId: fact.liveId });
    case "LiveStopped": {
      const { liveId, end, reason } = fact;
      return act(fact, null, { liveId, end, ...(reason !== undefined && { reason }) });
    }
    case "RoomEnded":
      return act(fact, null, {});
    case "RoomCreated":
    case "PeerJoined":
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
    case "ProducerOpened":
    case "PeerKnocked":
    case "KnockWithdrawn":
    case "MessageSent":
    case "MessageEdited":
    case "MessageReacted":
    case "FileReady":
    case "HelpAsked":
    case "PollAnswered":
    case "PollSealed":
    case "ConsentGiven":
    case "LiveHeld":
    case "LiveReleased":
    case "LiveConnected":
    case "LiveInterrupted":
    case "RecordingHeld":
    case "RecordingReleased":
    case "HighlightMarked":
      return undefined;
    default:
      return fact satisfies never;
  }
}

function act(
  { type, by }: { type: Fact["type"]; by?: By | undefined },
  subject: PeerId | null,
  details: Record<string, unknown>,
): AuditedAct | undefined {
  if (!by) return undefined;
  if (by.kind === "peer" && by.peerId === subject) return undefined;
  return { by, act: type, subject, details };
}
