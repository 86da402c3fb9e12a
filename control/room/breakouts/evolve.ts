import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

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

export function evolveBreakouts(room: Room, _fact: BreakoutsFact): Room {
  return room;
}
