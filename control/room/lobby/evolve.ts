import { withEntry, withItem, without } from "../bounded.ts";
import type { FactOf } from "../facts.ts";
import { ADMITTED_MAX, BLOCKED_MAX, type Meeting } from "../meeting.ts";
import type { Room } from "../state.ts";

export type LobbyFact = FactOf<"PeerKnocked" | "PeerAdmitted" | "KnockDenied" | "KnockWithdrawn">;

export function evolveLobby(room: Room, fact: LobbyFact): Room {
  return { ...room, meeting: change(room.meeting, fact) };
}

function change(meeting: Meeting, fact: LobbyFact): Meeting {
  switch (fact.type) {
    case "PeerKnocked": {
      const { waiter } = fact;
      return { ...meeting, lobby: { ...meeting.lobby, [waiter.peerId]: waiter } };
    }
    case "PeerAdmitted":
      return admitted(waitsNoMore(meeting, fact.peerId), fact);
    case "KnockDenied": {
      const denied = waitsNoMore(meeting, fact.peerId);
      return fact.block ? blocked(denied, fact) : denied;
    }
    case "KnockWithdrawn":
      return waitsNoMore(meeting, fact.peerId);
    default:
      return fact satisfies never;
  }
}

/** Somebody was let in, or came in: from now on the lobby is not for that seat. */
export function admitted(
  meeting: Meeting,
  { peerId, at }: { peerId: string; at: number },
): Meeting {
  if (meeting.admitted[peerId] !== undefined) return meeting;
  return { ...meeting, admitted: withEntry(meeting.admitted, peerId, at, ADMITTED_MAX) };
}

/** Neither the seat nor the browser may come in. */
export function blocked(
  meeting: Meeting,
  { peerId, device }: { peerId: string; device?: string | undefined },
): Meeting {
  const { peers, devices } = meeting.blocked;
  return {
    ...meeting,
    admitted: without(meeting.admitted, peerId),
    blocked: {
      peers: withItem(peers, peerId, BLOCKED_MAX),
      devices: device === undefined ? devices : withItem(devices, device, BLOCKED_MAX),
    },
  };
}

function waitsNoMore(meeting: Meeting, peerId: string): Meeting {
  return { ...meeting, lobby: without(meeting.lobby, peerId) };
}
