import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type SettingsFact = FactOf<"SettingsChanged" | "SpotlightChanged">;

export function evolveSettings(room: Room, fact: SettingsFact): Room {
  switch (fact.type) {
    case "SettingsChanged":
      return { ...room, meeting: { ...room.meeting, settings: fact.settings } };
    case "SpotlightChanged":
      return { ...room, meeting: { ...room.meeting, spotlight: fact.peerIds } };
    default:
      return fact satisfies never;
  }
}
