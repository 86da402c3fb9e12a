/** Breakouts: planned, then open for a while, then planned again. */
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";
import { assignBreakouts, planBreakouts, renameBreakout, shuffleBreakouts } from "./planning.ts";
import { askForHelp, closeBreakouts, enterBreakout, openBreakouts } from "./running.ts";

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
  room: Readonly<Room>,
  { id, from, body }: BreakoutsCommand,
  now: number,
): Verdict {
  switch (body.type) {
    case "planBreakouts":
      return planBreakouts(room, { id, from, body });
    case "assignBreakouts":
      return assignBreakouts(room, from, body);
    case "shuffleBreakouts":
      return shuffleBreakouts(room, { id, from });
    case "renameBreakout":
      return renameBreakout(room, from, body);
    case "openBreakouts":
      return openBreakouts(room, from, body, now);
    case "closeBreakouts":
      return closeBreakouts(room, from, body, now);
    case "enterBreakout":
      return enterBreakout(room, from, body);
    case "askForHelp":
      return askForHelp(room, from, body);
    default:
      return body satisfies never;
  }
}
