import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { PollsFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function pollsNews(_room: Readonly<Room>, _fact: PollsFact): RoomNews[] {
  return [];
}
