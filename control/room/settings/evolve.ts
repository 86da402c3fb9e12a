import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type SettingsFact = FactOf<"SettingsChanged" | "SpotlightChanged">;

export function evolveSettings(room: Room, _fact: SettingsFact): Room {
  return room;
}
