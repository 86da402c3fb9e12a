import { KEPT_OUT_MAX } from "../../../protocol/mod.ts";
import { withEntry, without } from "../bounded.ts";
import type { FactOf } from "../facts.ts";
import { ADMITTED_MAX, type KeptOut, type Meeting } from "../meeting.ts";
import type { Room } from "../state.ts";

export type LobbyFact = FactOf<
  "PeerKnocked" | "PeerAdmitted" | "KnockDenied" | "KnockWithdrawn" | "PeerLetBack"
>;

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
      return fact.block ? keptOut(denied, fact) : denied;
    }
    case "KnockWithdrawn":
      return waitsNoMore(meeting, fact.peerId);
    case "PeerLetBack":
      return letBack(meeting, fact.peerId);
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
export function keptOut(
  meeting: Meeting,
  { peerId, name, device, at }: FactOf<"KnockDenied" | "PeerBlocked">,
): Meeting {
  const entry: KeptOut = { name, at, ...(device !== undefined && { device }) };
  return {
    ...meeting,
    admitted: without(meeting.admitted, peerId),
    // The latest stands last, also where the same seat was kept out before.
    keptOut: withEntry(without(meeting.keptOut, peerId), peerId, entry, KEPT_OUT_MAX),
  };
}

/** The seat may come in, and so may whoever comes by that browser, unless as another seat kept out. */
function letBack(meeting: Meeting, peerId: string): Meeting {
  const { [peerId]: gone, ...others } = meeting.keptOut;
  const isGone = (device: string | undefined) => device !== undefined && device === gone?.device;
  const left = Object.entries(others).map(([id, { device, ...kept }]) => {
    return [id, device === undefined || isGone(device) ? kept : { ...kept, device }] as const;
  });
  return { ...meeting, keptOut: Object.fromEntries(left) };
}

function waitsNoMore(meeting: Meeting, peerId: string): Meeting {
  return { ...meeting, lobby: without(meeting.lobby, peerId) };
}
