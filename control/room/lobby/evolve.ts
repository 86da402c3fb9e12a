import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type LobbyFact = FactOf<"PeerKnocked" | "PeerAdmitted" | "KnockDenied" | "KnockWithdrawn">;

export function evolveLobby(room: Room, _fact: LobbyFact): Room {
  return room;
}
