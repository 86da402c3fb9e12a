/** What this person asks of the meeting. */
import type { MeetingCommand } from "../../protocol/mod.ts";
import { Refusal } from "../link/errors.ts";
import type { RequestBody } from "../link/socket.ts";
import { refusalText, t } from "../strings/mod.ts";
import type { Toasts } from "./toasts.ts";

export interface CommandLink {
  request(body: RequestBody): Promise<unknown>;
}

/** Resolves true when it was done, false when it was not, which a toast has told by then. */
export type Command = (command: MeetingCommand) => Promise<boolean>;

export function createCommand(link: CommandLink, toasts: Toasts): Command {
  return async (command) => {
    try {
      await link.request({ type: "command", command });
      return true;
    } catch (error) {
      const text = error instanceof Refusal ? refusalText(error.code) : t.refused.unreachable;
      toasts.show({ id: `refused-${command.type}`, text, tone: "problem" });
      return false;
    }
  };
}
