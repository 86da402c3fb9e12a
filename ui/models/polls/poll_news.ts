/** Toasts for new polls and for results that are shared. */
import type { PollView } from "../../../protocol/mod.ts";
import { t } from "../../strings/mod.ts";
import type { Call } from "../call.ts";
import type { Heard } from "../room.ts";

/** Returns the way to stop. */
export function startPollNews(call: Call): () => void {
  return call.onNews((heard) => {
    for (const { kind, poll } of pollNewsOf(heard)) {
      const isOpen = call.panels.open.peek() === "polls";
      if (isOpen || call.can("polls")) continue;
      call.toasts.show({
        id: `poll-${poll.id}`,
        text: kind === "new" ? t.polls.told(poll.question) : t.polls.sharedTold(poll.question),
        actions: [{
          label: kind === "new" && !call.lacks("vote") ? t.polls.answer : t.polls.show,
          isMain: true,
          run: () => call.panels.show("polls"),
        }],
      });
    }
  });
}

/** What is news about polls. Pure. */
export function pollNewsOf(
  { change, before }: Heard,
): { kind: "new" | "shared"; poll: PollView }[] {
  if (change?.type !== "PollChanged") return [];
  const { poll } = change;
  const was = before.meeting.polls.find(({ id }) => id === poll.id);
  if (poll.status === "open" && was?.status !== "open") return [{ kind: "new", poll }];
  if (poll.shared && was && !was.shared) return [{ kind: "shared", poll }];
  return [];
}
