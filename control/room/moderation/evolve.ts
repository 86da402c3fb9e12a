import { withEntry, without } from "../bounded.ts";
import type { FactOf } from "../facts.ts";
import { keptOut } from "../lobby/evolve.ts";
import { type Given, GIVEN_MAX, type Meeting } from "../meeting.ts";
import type { Peer, Room } from "../state.ts";

export type ModerationFact = FactOf<
  "RoleChanged" | "RightsChanged" | "PeerRenamed" | "UnmuteAsked" | "PeerBlocked"
>;

export function evolveModeration(room: Room, fact: ModerationFact): Room {
  switch (fact.type) {
    case "RoleChanged": {
      const { peerId, role } = fact;
      const meeting = afterRoleChange(room.meeting, fact);
      return { ...edited(room, peerId, (peer) => ({ ...peer, role })), meeting };
    }
    case "RightsChanged": {
      const { peerId, rights } = fact;
      const meeting = given(room.meeting, peerId, { rights });
      return { ...edited(room, peerId, (peer) => ({ ...peer, rights })), meeting };
    }
    case "PeerRenamed":
      return edited(room, fact.peerId, (peer) => ({ ...peer, name: fact.name }));
    case "UnmuteAsked":
      return room;
    case "PeerBlocked":
      return { ...room, meeting: keptOut(room.meeting, fact) };
    default:
      return fact satisfies never;
  }
}

/** A seat was given up: nobody stands in who is not there, and who was removed has to ask again. */
export function seatGivenUp(meeting: Meeting, { peerId, reason }: FactOf<"PeerLeft">): Meeting {
  return {
    ...meeting,
    admitted: reason === "removed" ? without(meeting.admitted, peerId) : meeting.admitted,
    standIn: meeting.standIn?.peerId === peerId ? null : meeting.standIn,
  };
}

/** What people gave is remembered; what the room itself gave is for now. */
function afterRoleChange(
  meeting: Meeting,
  { peerId, role, standsInAs, by }: FactOf<"RoleChanged">,
): Meeting {
  if (standsInAs !== undefined) return { ...meeting, standIn: { peerId, was: standsInAs } };
  const standIn = meeting.standIn?.peerId === peerId ? null : meeting.standIn;
  const next = { ...meeting, standIn };
  return by.kind === "room" ? next : given(next, peerId, { role });
}

function given(meeting: Meeting, peerId: string, gift: Given): Meeting {
  const all = { ...meeting.given[peerId], ...gift };
  return { ...meeting, given: withEntry(meeting.given, peerId, all, GIVEN_MAX) };
}

function edited(room: Room, peerId: string, f: (peer: Peer) => Peer): Room {
  const peer = room.peers[peerId];
  return peer ? { ...room, peers: { ...room.peers, [peerId]: f(peer) } } : room;
}
