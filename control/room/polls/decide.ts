/** Polls: drafts, open ones, closed ones. What each sees of them: `views.ts`. */
import { type PollQuestion, POLLS_MAX } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf, type Refused } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { By } from "../by.ts";
import type { Body, Said, Verdict } from "../commands.ts";
import type { Fact } from "../facts.ts";
import type { Poll } from "../meeting.ts";
import type { Room } from "../state.ts";
import { vote } from "./vote.ts";

export type PollsCommand = Said<
  "createPoll" | "editPoll" | "openPoll" | "closePoll" | "sharePoll" | "deletePoll" | "vote"
>;

export function decidePolls(
  room: Readonly<Room>,
  { from, body }: PollsCommand,
  now: number,
): Verdict {
  if (body.type === "vote") return vote(room, from, body, now);
  const doer = doerOf(room, from, "polls");
  if (!("by" in doer)) return doer;
  const { by } = doer;
  if (body.type === "createPoll") return create(room, body, { by, now });
  const { pollId } = body;
  const poll = entryOf(room.meeting.polls, pollId);
  if (!poll) return refuse("unknown-poll", "Cannot change the poll: there is none of this id");
  switch (body.type) {
    case "editPoll":
      return edit(poll, body, { by, now });
    case "openPoll":
      return toStatus(poll, "open", { type: "PollOpened", pollId, at: now, by });
    case "closePoll":
      return toStatus(poll, "closed", { type: "PollClosed", pollId, at: now, by });
    case "sharePoll": {
      const { shared } = body;
      if (poll.shared === shared) return accept();
      if (poll.status === "draft") {
        return refuse(
          "wrong-state",
          "Cannot share the poll: nobody could answer it, it is a draft",
        );
      }
      return accept([{ type: "PollShared", pollId, shared, by }]);
    }
    case "deletePoll":
      return accept([{ type: "PollDeleted", pollId, by }]);
    default:
      return body satisfies never;
  }
}

function create(
  room: Readonly<Room>,
  { type: _, open, ...question }: Body<"createPoll">,
  { by, now: at }: { by: By; now: number },
): Verdict {
  const { polls, pollsMade } = room.meeting;
  if (Object.keys(polls).length >= POLLS_MAX) {
    return refuse("too-many", `Cannot make a poll: the meeting has its ${POLLS_MAX}`);
  }
  const refused = refuseQuiz(question);
  if (refused) return refused;
  const pollId = `q${pollsMade + 1}`;
  const facts: Fact[] = [{ type: "PollCreated", pollId, question, at, by }];
  if (open) facts.push({ type: "PollOpened", pollId, at, by });
  return accept(facts);
}

/** Nobody may have answered what is changed. */
function edit(
  { id: pollId, status, question: known }: Readonly<Poll>,
  { type: _, pollId: __, open, ...question }: Body<"editPoll">,
  { by, now: at }: { by: By; now: number },
): Verdict {
  if (status !== "draft") {
    return refuse("wrong-state", `Cannot edit the poll: it is ${status}, not a draft`);
  }
  const refused = refuseQuiz(question);
  if (refused) return refused;
  const isSame = JSON.stringify(known) === JSON.stringify(question);
  const facts: Fact[] = isSame ? [] : [{ type: "PollEdited", pollId, question, at, by }];
  if (open) facts.push({ type: "PollOpened", pollId, at, by });
  return accept(facts);
}

function refuseQuiz({ correct, options }: PollQuestion): Refused | undefined {
  const isInRange = correct?.every((choice) => choice < options.length) ?? true;
  if (isInRange && new Set(correct).size === (correct?.length ?? 0) && correct?.length !== 0) {
    return undefined;
  }
  return refuse(
    "invalid-command",
    `Cannot make the quiz: the right options have to be some of its ${options.length}, each once`,
  );
}

const BEFORE = { open: "draft", closed: "open" } as const satisfies Partial<
  Record<Poll["status"], Poll["status"]>
>;

/** A poll is a draft, then open, then closed, and never goes back. */
function toStatus(poll: Readonly<Poll>, status: keyof typeof BEFORE, fact: Fact): Verdict {
  if (poll.status === status) return accept();
  if (poll.status === BEFORE[status]) return accept([fact]);
  const text = `Cannot make the poll ${status}: it is ${poll.status}, not ${BEFORE[status]}`;
  return refuse("wrong-state", text);
}
