import { refuse } from "../../actor/mod.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type PollsCommand = Said<
  "createPoll" | "openPoll" | "closePoll" | "sharePoll" | "deletePoll" | "vote"
>;

export function decidePolls(_room: Readonly<Room>, { body }: PollsCommand, _now: number): Verdict {
  return refuse("unknown-type", `Cannot ${body.type}: this is not known here`);
}
