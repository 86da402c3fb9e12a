import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { BreakoutsFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function breakoutsNews(_room: Readonly<Room>, _fact: BreakoutsFact): RoomNews[] {
  return [];
}
