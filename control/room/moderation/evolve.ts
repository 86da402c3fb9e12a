import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type ModerationFact = FactOf<
  "RoleChanged" | "RightsChanged" | "PeerRenamed" | "UnmuteAsked" | "PeerBlocked"
>;

export function evolveModeration(room: Room, _fact: ModerationFact): Room {
  return room;
}
