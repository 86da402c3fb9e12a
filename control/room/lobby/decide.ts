import { refuse } from "../../actor/mod.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type LobbyCommand = Said<"knock" | "withdraw" | "admit" | "deny">;

export function decideLobby(_room: Readonly<Room>, { body }: LobbyCommand, _now: number): Verdict {
  return refuse("unknown-type", `Cannot ${body.type}: this is not known here`);
}
