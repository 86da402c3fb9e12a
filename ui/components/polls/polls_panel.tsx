/** Polls beside the stage. */
import { useSignal } from "@preact/signals";
import type { PollQuestion, PollView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { EMPTY_FORM, formOf } from "../../models/polls/poll_form.ts";
import { inOrder, waitingPolls } from "../../models/polls/results.ts";
import { t } from "../../strings/mod.ts";
import { PollIcon } from "../icons.tsx";
import type { PanelDefinition } from "../panel_list.ts";
import { PollCard } from "./poll_card.tsx";
import { PollForm } from "./poll_form.tsx";

export const pollsPanel: PanelDefinition = {
  name: "polls",
  title: () => t.polls.title,
  label: () => t.polls.open,
  Icon: PollIcon,
  badge: (call) => call.lacks("vote") ? 0 : waitingPolls(call.meeting.value.polls),
  isOffered: () => true,
  Body: PollsPanel,
};

function PollsPanel({ call }: { call: Call }) {
  /** What is being written: a new one, or a draft. */
  const writing = useSignal<"new" | PollView | null>(null);
  const polls = inOrder(call.meeting.value.polls);
  const mayLead = call.can("polls");
  const now = writing.value;

  async function save(question: PollQuestion, open: boolean): Promise<boolean> {
    const draft = writing.peek();
    const said = draft && draft !== "new"
      ? call.command({ type: "editPoll", pollId: draft.id, ...question, open })
      : call.command({ type: "createPoll", ...question, open });
    if (!await said) return false;
    writing.value = null;
    return true;
  }

  if (now && mayLead) {
    return (
      <div class="panel-scroll">
        <PollForm
          initial={now === "new" ? EMPTY_FORM : formOf(now)}
          save={save}
          cancel={() => writing.value = null}
        />
      </div>
    );
  }
  return (
    <>
      <div class="panel-scroll" data-testid="polls">
        {polls.length === 0 && (
          <div class="panel-empty">
            <h3>{t.polls.empty}</h3>
            <p>{mayLead ? t.polls.emptyHost : t.polls.emptyGuest}</p>
          </div>
        )}
        {polls.map((poll) => (
          <PollCard
            key={poll.id}
            call={call}
            poll={poll}
            edit={() => writing.value = poll}
          />
        ))}
      </div>
      {mayLead && (
        <div class="panel-foot">
          <button type="button" class="button primary" onClick={() => writing.value = "new"}>
            {t.polls.create}
          </button>
        </div>
      )}
    </>
  );
}
