import { refuse } from "../../actor/mod.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type SettingsCommand = Said<"changeSettings" | "spotlight">;

export function decideSettings(
  _room: Readonly<Room>,
  { body }: SettingsCommand,
  _now: number,
): Verdict {
  return refuse("unknown-type", `Cannot ${body.type}: this is not known here`);
}
