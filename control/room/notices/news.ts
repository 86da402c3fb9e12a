import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { NoticesFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function noticesNews(_room: Readonly<Room>, _fact: NoticesFact): RoomNews[] {
  return [];
}
