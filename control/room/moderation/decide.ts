import { refuse } from "../../actor/mod.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type ModerationCommand = Said<
  "mute" | "muteAll" | "askToUnmute" | "stopSource" | "remove" | "setRole" | "setRights" | "rename"
>;

export function decideModeration(
  _room: Readonly<Room>,
  { body }: ModerationCommand,
  _now: number,
): Verdict {
  return refuse("unknown-type", `Cannot ${body.type}: this is not known here`);
}
