import { refuse } from "../../actor/mod.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type NoticesCommand = Said<"setNotice" | "consent">;

export function decideNotices(
  _room: Readonly<Room>,
  { body }: NoticesCommand,
  _now: number,
): Verdict {
  return refuse("unknown-type", `Cannot ${body.type}: this is not known here`);
}
