import type { PeerId } from "../../../protocol/mod.ts";
import { without } from "../bounded.ts";
import type { FactOf } from "../facts.ts";
import type { Breakouts } from "../meeting.ts";
import type { Peer, Room } from "../state.ts";
import { everybodyHome, type Where } from "./moving.ts";

export type BreakoutsFact = FactOf<
  | "BreakoutsPlanned"
  | "BreakoutsAssigned"
  | "BreakoutRenamed"
  | "BreakoutsOpened"
  | "BreakoutsClosing"
  | "BreakoutsClosed"
  | "PeersMoved"
  | "HelpAsked"
>;

export function evolveBreakouts(room: Room, fact: BreakoutsFact): Room {
  switch (fact.type) {
    case "BreakoutsPlanned": {
      const { rooms, assigned, choose } = fact;
      const breakouts: Breakouts = {
        status: "planned",
        rooms,
        assigned,
        choose,
        endsAt: null,
        helpAsked: {},
      };
      return { ...room, meeting: { ...room.meeting, breakouts } };
    }
    case "BreakoutsAssigned":
      return edit(room, () => ({ assigned: fact.assigned }));
    case "BreakoutRenamed": {
      const { breakoutId, name } = fact;
      return edit(room, ({ rooms }) => ({
        rooms: rooms.map((breakout) =>
          breakout.id === breakoutId ? { ...breakout, name } : breakout
        ),
      }));
    }
    case "BreakoutsOpened":
      return edit(room, () => ({ status: "open", endsAt: fact.endsAt }));
    case "BreakoutsClosing":
      return edit(room, () => ({ status: "closing", endsAt: fact.endsAt }));
    case "BreakoutsClosed": {
      const home = { ...room, peers: moved(room.peers, everybodyHome(room)) };
      return edit(home, () => ({ status: "planned", endsAt: null, helpAsked: {} }));
    }
    case "PeersMoved": {
      const there = { ...room, peers: moved(room.peers, fact.moved) };
      return edit(there, (breakouts) => follow(breakouts, fact.moved));
    }
    case "HelpAsked": {
      const { breakoutId, peerId, asking } = fact;
      return edit(room, ({ helpAsked }) => ({
        helpAsked: asking ? { ...helpAsked, [breakoutId]: peerId } : without(helpAsked, breakoutId),
      }));
    }
    default:
      return fact satisfies never;
  }
}

/** Who has left the meeting asks for nothing any more. */
export function withoutHelpFor(left: PeerId, room: Room): Room {
  const asking = Object.entries(room.meeting.breakouts?.helpAsked ?? {});
  if (asking.every(([, peerId]) => peerId !== left)) return room;
  const helpAsked = Object.fromEntries(asking.filter(([, peerId]) => peerId !== left));
  return edit(room, () => ({ helpAsked }));
}

function edit(room: Room, change: (breakouts: Breakouts) => Partial<Breakouts>): Room {
  const { breakouts } = room.meeting;
  if (!breakouts) return room;
  const next = { ...breakouts, ...change(breakouts) };
  return { ...room, meeting: { ...room.meeting, breakouts: next } };
}

function moved(peers: Room["peers"], where: Where): Room["peers"] {
  const next = { ...peers };
  for (const [peerId, to] of Object.entries(where)) {
    const peer = Object.hasOwn(peers, peerId) ? peers[peerId] : undefined;
    if (peer) next[peerId] = inBreakout(peer, to);
  }
  return next;
}

function inBreakout({ breakout: _, ...peer }: Peer, to: string | null): Peer {
  return to === null ? peer : { ...peer, breakout: to };
}

/** Where somebody went is where they are taken back to; who left a breakout asks there no more. */
function follow({ assigned, helpAsked }: Breakouts, where: Where): Partial<Breakouts> {
  const went = Object.entries(where).filter((entry): entry is [PeerId, string] =>
    entry[1] !== null
  );
  const asking = Object.entries(helpAsked).filter(([breakoutId, peerId]) =>
    !Object.hasOwn(where, peerId) || where[peerId] === breakoutId
  );
  return {
    assigned: { ...assigned, ...Object.fromEntries(went) },
    helpAsked: Object.fromEntries(asking),
  };
}
