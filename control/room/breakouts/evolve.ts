import type { PeerId } from "../../../protocol/mod.ts";
import { entryOf, withEntry, without } from "../bounded.ts";
import type { FactOf } from "../facts.ts";
import type { Breakouts } from "../meeting.ts";
import type { Peer, Room } from "../state.ts";
import { AWAY_MAX, everybodyHome, isRunning, type Where } from "./moving.ts";

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
        away: {},
      };
      return { ...room, meeting: { ...room.meeting, breakouts } };
    }
    case "BreakoutsAssigned":
      return edit(room, ({ assigned, away }) => ({
        assigned: fact.assigned,
        // Who is sent elsewhere meanwhile comes back there.
        away: Object.fromEntries(
          Object.entries(away).filter(([peerId]) =>
            entryOf(assigned, peerId) === entryOf(fact.assigned, peerId)
          ),
        ),
      }));
    case "BreakoutRenamed": {
      const { breakoutId, name } = fact;
      return edit(room, ({ rooms }) => ({
        rooms: rooms.map((breakout) =>
          breakout.id === breakoutId ? { ...breakout, name } : breakout
        ),
      }));
    }
    case "BreakoutsOpened":
      return edit(room, () => ({ status: "open", endsAt: fact.endsAt, away: {} }));
    case "BreakoutsClosing":
      return edit(room, () => ({ status: "closing", endsAt: fact.endsAt }));
    case "BreakoutsClosed": {
      const home = { ...room, peers: moved(room.peers, everybodyHome(room)) };
      return edit(home, () => ({ status: "planned", endsAt: null, helpAsked: {}, away: {} }));
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

/** Before somebody leaves the meeting: where they were is remembered, and they ask for nothing more. */
export function leaveBreakout(room: Room, peerId: PeerId): Room {
  const peer = entryOf(room.peers, peerId);
  if (!peer || !isRunning(room.meeting.breakouts)) return room;
  return edit(room, ({ helpAsked, away }) => ({
    helpAsked: Object.fromEntries(
      Object.entries(helpAsked).filter(([, asker]) => asker !== peerId),
    ),
    away: withEntry(away, peerId, peer.breakout ?? null, AWAY_MAX),
  }));
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

/** Who left a breakout asks there no more. */
function follow({ helpAsked }: Breakouts, where: Where): Partial<Breakouts> {
  const asking = Object.entries(helpAsked).filter(([breakoutId, peerId]) =>
    !Object.hasOwn(where, peerId) || where[peerId] === breakoutId
  );
  return { helpAsked: Object.fromEntries(asking) };
}
