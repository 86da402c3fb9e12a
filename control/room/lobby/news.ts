import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { LobbyFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function lobbyNews(_room: Readonly<Room>, _fact: LobbyFact): RoomNews[] {
  return [];
}
