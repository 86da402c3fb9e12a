import { refuse } from "../../actor/mod.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type BreakoutsCommand = Said<
  | "planBreakouts"
  | "assignBreakouts"
  | "shuffleBreakouts"
  | "renameBreakout"
  | "openBreakouts"
  | "closeBreakouts"
  | "enterBreakout"
  | "askForHelp"
>;

export function decideBreakouts(
  _room: Readonly<Room>,
  { body }: BreakoutsCommand,
  _now: number,
): Verdict {
  return refuse("unknown-type", `Cannot ${body.type}: this is not known here`);
}
