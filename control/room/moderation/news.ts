import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { ModerationFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function moderationNews(_room: Readonly<Room>, _fact: ModerationFact): RoomNews[] {
  return [];
}
