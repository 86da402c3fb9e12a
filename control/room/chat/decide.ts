import { refuse } from "../../actor/mod.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type ChatCommand = Said<
  | "sendMessage"
  | "announce"
  | "editMessage"
  | "deleteMessage"
  | "reactToMessage"
  | "typing"
  | "fileReady"
>;

export function decideChat(_room: Readonly<Room>, { body }: ChatCommand, _now: number): Verdict {
  return refuse("unknown-type", `Cannot ${body.type}: this is not known here`);
}
