/** What people answered, as bars with words. */
import type { PollView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { numberText, percentText } from "../../models/language.ts";
import { type ResultLine, resultOf } from "../../models/polls/results.ts";
import { t } from "../../strings/mod.ts";

/** Names under one option. */
const NAMED_MAX = 100;

export function PollResults({ call, poll }: { call: Call; poll: PollView }) {
  const lines = resultOf(poll);
  if (!lines) return null;
  return (
    <div class="poll-results" data-testid="poll-results">
      <ul>
        {lines.map((line, index) => <Line key={index} line={line} />)}
      </ul>
      <p class="hint">{t.polls.answered(poll.answered ?? 0)}</p>
      {poll.votes && (
        <details class="poll-voters">
          <summary>{t.polls.voters}</summary>
          <dl>
            {lines.map(({ option, voters = [] }, index) => (
              <div key={index}>
                <dt>{option}</dt>
                <dd>{namesOf(call, voters)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}

function Line({ line: { option, votes, share, isMine, isCorrect } }: { line: ResultLine }) {
  return (
    <li class="poll-line" data-mine={isMine} data-correct={isCorrect}>
      <span class="poll-line-words">
        <span class="poll-option-text">
          {option}
          {isMine && <span class="poll-tag">{t.polls.yours}</span>}
          {isCorrect && <span class="poll-tag" data-correct="true">✓ {t.polls.correct}</span>}
          {isMine && isCorrect === false && (
            <span class="poll-tag" data-correct="false">✗ {t.polls.wrong}</span>
          )}
        </span>
        <span class="poll-count">
          <span aria-hidden="true">{t.polls.result(numberText(votes), percentText(share))}</span>
          <span class="visually-hidden">
            {t.polls.result(t.polls.votes(votes), percentText(share))}
          </span>
        </span>
      </span>
      <span class="poll-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </li>
  );
}

function namesOf({ peers }: Call, voters: readonly string[]): string {
  if (voters.length === 0) return t.polls.nobody;
  const names = voters.slice(0, NAMED_MAX).map((id) =>
    peers.value.find((peer) => peer.id === id)?.name ?? t.polls.gone
  );
  const more = voters.length - names.length;
  return names.join(", ") + (more > 0 ? ` ${t.chat.andMore(more)}` : "");
}
