import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { GesturesFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function gesturesNews(_room: Readonly<Room>, _fact: GesturesFact): RoomNews[] {
  return [];
}
