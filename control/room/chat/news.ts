import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { ChatFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function chatNews(_room: Readonly<Room>, _fact: ChatFact): RoomNews[] {
  return [];
}
