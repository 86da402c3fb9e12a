import { refuse } from "../../actor/mod.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type GesturesCommand = Said<"raiseHand" | "lowerHand" | "lowerAllHands" | "react">;

export function decideGestures(
  _room: Readonly<Room>,
  { body }: GesturesCommand,
  _now: number,
): Verdict {
  return refuse("unknown-type", `Cannot ${body.type}: this is not known here`);
}
