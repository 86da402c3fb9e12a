/** One poll: answering it, what came out, and what those who lead do with it. */
import { useSignal } from "@preact/signals";
import type { PollView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { csvOf, toggled } from "../../models/polls/results.ts";
import { t } from "../../strings/mod.ts";
import { Dialog } from "../dialog.tsx";
import { MoreIcon } from "../icons.tsx";
import { Menu, type MenuItem } from "../menu.tsx";
import { PollResults } from "./poll_results.tsx";

export function PollCard({ call, poll, edit }: { call: Call; poll: PollView; edit: () => void }) {
  const { question, status, shared, anonymous, correct, mine, counts } = poll;
  const mayLead = call.can("polls");
  const mayVote = status === "open" && !call.lacks("vote");
  return (
    <article class="poll-card" data-status={status} data-testid="poll" aria-label={question}>
      <header>
        <p class="poll-tags">
          <span class="poll-tag" data-status={status}>{t.polls.status[status]}</span>
          {anonymous && <span class="poll-tag">{t.polls.isAnonymous}</span>}
          {correct && <span class="poll-tag">{t.polls.isQuiz}</span>}
          {shared && <span class="poll-tag">{t.polls.isShared}</span>}
        </p>
        {mayLead && <LeadMenu call={call} poll={poll} edit={edit} />}
      </header>
      <h3>{question}</h3>
      {mayVote && <Ballot key={(mine ?? []).join()} call={call} poll={poll} />}
      {status === "open" && !mayVote && <p class="hint">{t.polls.lacking}</p>}
      {status === "draft" && (
        <ul class="poll-plain">
          {poll.options.map((option, index) => (
            <li key={index}>
              {option}
              {correct?.includes(index) && <span class="poll-tag" data-correct="true">✓</span>}
            </li>
          ))}
        </ul>
      )}
      {counts && status !== "draft" && <PollResults call={call} poll={poll} />}
      {status === "closed" && !counts && (
        <>
          <ul class="poll-plain">
            {poll.options.map((option, index) => (
              <li key={index}>
                {option} {mine?.includes(index) && <span class="poll-tag">{t.polls.yours}</span>}
              </li>
            ))}
          </ul>
          <p class="hint">{mine ? t.polls.hidden : t.polls.notAnswered}</p>
        </>
      )}
      {mayLead && <Lead call={call} poll={poll} />}
    </article>
  );
}

function Ballot({ call, poll }: { call: Call; poll: PollView }) {
  const { id, options, multiple, mine } = poll;
  const chosen = useSignal<readonly number[]>(mine ?? []);
  const isSending = useSignal(false);
  const isSame = mine !== undefined && mine.join() === chosen.value.join();

  async function vote(): Promise<void> {
    isSending.value = true;
    await call.command({ type: "vote", pollId: id, choices: [...chosen.peek()] });
    isSending.value = false;
  }

  return (
    <form
      class="ballot"
      onSubmit={(event) => {
        event.preventDefault();
        vote();
      }}
    >
      <fieldset>
        <legend class="hint">{multiple ? t.polls.chooseMany : t.polls.chooseOne}</legend>
        {options.map((option, index) => (
          <label key={index} class="check">
            <input
              type={multiple ? "checkbox" : "radio"}
              name={`poll-${id}`}
              checked={chosen.value.includes(index)}
              onChange={() => chosen.value = toggled(poll, chosen.peek(), index)}
            />
            <span>{option}</span>
          </label>
        ))}
      </fieldset>
      {mine && isSame && <p class="hint" role="status">{t.polls.voted}</p>}
      {!(mine && isSame) && (
        <button
          type="submit"
          class="button quiet primary"
          disabled={chosen.value.length === 0 || isSending.value}
        >
          {mine ? t.polls.change : t.polls.vote}
        </button>
      )}
    </form>
  );
}

/** The next thing to do with it. */
function Lead({ call, poll: { id: pollId, status, shared } }: { call: Call; poll: PollView }) {
  return (
    <div class="panel-actions">
      {status === "draft" && (
        <button
          type="button"
          class="button quiet primary"
          onClick={() => call.command({ type: "openPoll", pollId })}
        >
          {t.polls.openPoll}
        </button>
      )}
      {status === "open" && (
        <button
          type="button"
          class="button quiet"
          onClick={() => call.command({ type: "closePoll", pollId })}
        >
          {t.polls.closePoll}
        </button>
      )}
      {status !== "draft" && (
        <button
          type="button"
          class={shared ? "button quiet" : "button quiet primary"}
          onClick={() => call.command({ type: "sharePoll", pollId, shared: !shared })}
        >
          {shared ? t.polls.unshare : t.polls.share}
        </button>
      )}
    </div>
  );
}

function LeadMenu({ call, poll, edit }: { call: Call; poll: PollView; edit: () => void }) {
  const isAsking = useSignal(false);
  const { id: pollId, status, question } = poll;
  const items: MenuItem[] = [
    status === "draft"
      ? { key: "edit", label: t.polls.edit, run: edit }
      : { key: "csv", label: t.polls.download, run: () => download(call, poll) },
    {
      key: "remove",
      label: t.polls.remove,
      isDanger: true,
      isApart: true,
      run: () => isAsking.value = true,
    },
  ];
  return (
    <>
      <Menu label={t.polls.more(question)} class="icon-button small" items={items}>
        <MoreIcon />
      </Menu>
      {isAsking.value && (
        <Dialog
          heading={t.polls.removeQuestion}
          hint={t.polls.removeHint}
          closed={() => isAsking.value = false}
          actions={[{
            label: t.polls.removeDo,
            isDanger: true,
            run: () => call.command({ type: "deletePoll", pollId }),
          }]}
        />
      )}
    </>
  );
}

/** Spreadsheets tell the encoding by it. */
const BYTE_ORDER_MARK = "\ufeff";

/** With names where the server gives them; else with the counts that are here. */
async function download({ api }: Call, poll: PollView): Promise<void> {
  const csv = await api.pollCsv(poll.id).catch(() => csvOf(poll, t.polls.csv));
  const text = csv.startsWith(BYTE_ORDER_MARK) ? csv : BYTE_ORDER_MARK + csv;
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `poll-${poll.id}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
