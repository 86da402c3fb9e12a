/** What a carried-out command reports. A repeated one is answered from a later state. */
import { type PeerId, rightsOf, type SessionId } from "../../protocol/mod.ts";
import { Unanswerable } from "../actor/mod.ts";
import type { Command } from "./commands.ts";
import { answerToKnock } from "./lobby/decide.ts";
import type { Peer, Room } from "./state.ts";
import { missedSince, snapshotOf } from "./view.ts";

export function answer(room: Readonly<Room>, { body, from }: Command): unknown {
  switch (body.type) {
    case "join":
    case "sync": {
      const reader = from.kind === "session" ? seatAt(room, from) : "service";
      if (reader instanceof Unanswerable) return reader;
      return { snapshot: snapshotOf(room, reader) };
    }
    case "resume": {
      if (from.kind !== "session") return {};
      const peer = seatAt(room, from);
      if (peer instanceof Unanswerable) return peer;
      return missedSince(room, body.rev, peer.id) ?? { snapshot: snapshotOf(room, peer) };
    }
    case "authorize": {
      const peer = seatAt(room, body);
      if (peer instanceof Unanswerable) return peer;
      const rights = [...rightsOf(peer, room.meeting.settings)];
      return { rights, admittedAt: room.meeting.admitted[peer.id] ?? peer.joinedAt };
    }
    case "knock":
      return answerToKnock(room, from, body);
    default:
      return {};
  }
}

/** Who has no seat any more is told nothing of the room, whatever was asked before. */
function seatAt(
  room: Readonly<Room>,
  { peerId, sessionId }: { peerId: PeerId; sessionId: SessionId },
): Peer | Unanswerable {
  const peer = room.peers[peerId];
  if (!peer) return new Unanswerable("not-joined", "Cannot tell: the seat was given up meanwhile");
  if (peer.sessionId === sessionId) return peer;
  return new Unanswerable("session-replaced", "Cannot tell: the seat was taken by a newer session");
}
