import type { BreakoutsView, MeetingView, RoomNews } from "../../../protocol/mod.ts";
import { may, thoseWho } from "../access.ts";
import type { Peer, Room } from "../state.ts";
import type { BreakoutsFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function breakoutsNews(room: Readonly<Room>, fact: BreakoutsFact): RoomNews[] {
  switch (fact.type) {
    case "BreakoutsPlanned":
    case "BreakoutsAssigned":
    case "BreakoutRenamed":
    case "BreakoutsOpened":
    case "BreakoutsClosing":
    case "BreakoutsClosed":
      return [{ type: "BreakoutsChanged", breakouts: breakoutsView(room) }];
    case "PeersMoved":
      return [{ type: "PeersMoved", moved: fact.moved }];
    case "HelpAsked": {
      const { type, breakoutId, peerId, asking } = fact;
      const change = { type, breakoutId, peerId, asking };
      return [{ type: "Told", to: thoseWho(room, "breakouts"), change }];
    }
    default:
      return fact satisfies never;
  }
}

export function breakoutsView({ meeting: { breakouts } }: Readonly<Room>): BreakoutsView | null {
  if (!breakouts) return null;
  const { helpAsked: _, away: __, ...view } = breakouts;
  return view;
}

/** The breakouts that ask for help, for those who may give it. */
export function helpAskedView(
  room: Readonly<Room>,
  reader: Peer | "service",
): MeetingView["helpAsked"] {
  if (reader !== "service" && !may(room, reader, "breakouts")) return [];
  return Object.entries(room.meeting.breakouts?.helpAsked ?? {})
    .map(([breakoutId, peerId]) => ({ breakoutId, peerId }));
}
