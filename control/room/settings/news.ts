import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { SettingsFact } from "./evolve.ts";

/** Told to everybody. */
export function settingsNews(_room: Readonly<Room>, fact: SettingsFact): RoomNews[] {
  switch (fact.type) {
    case "SettingsChanged":
      return [{ type: "SettingsChanged", settings: fact.settings }];
    case "SpotlightChanged":
      return [{ type: "SpotlightChanged", peerIds: fact.peerIds }];
    default:
      return fact satisfies never;
  }
}
