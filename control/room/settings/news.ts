import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { SettingsFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function settingsNews(_room: Readonly<Room>, _fact: SettingsFact): RoomNews[] {
  return [];
}
