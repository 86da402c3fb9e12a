/** Answers to polls. */
import { accept, refuse } from "../../actor/mod.ts";
import { may, seatOf } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { Body, Command, Verdict } from "../commands.ts";
import type { Fact } from "../facts.ts";
import type { Poll } from "../meeting.ts";
import type { Room } from "../state.ts";
import { ANSWERS_MAX, toSeal } from "./tally.ts";
import { isSeen, sightOf } from "./views.ts";

/** One answer a seat; a later one replaces it. */
export function vote(
  room: Readonly<Room>,
  from: Command["from"],
  { pollId, choices }: Body<"vote">,
  now: number,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  if (!may(room, peer, "vote")) {
    return refuse("forbidden", 'Cannot answer: the sender may not "vote" here');
  }
  const poll = entryOf(room.meeting.polls, pollId);
  if (!poll || !isSeen(poll, sightOf(room, peer))) {
    return refuse("unknown-poll", "Cannot answer: there is no such poll");
  }
  if (poll.status !== "open") {
    return refuse("wrong-state", `Cannot answer: the poll is ${poll.status}`);
  }
  const problem = problemOf(poll, choices);
  if (problem) return refuse("invalid-command", `Cannot answer: ${problem}`);
  const answer = choices.toSorted((a, b) => a - b);
  const former = entryOf(poll.answers, peer.id);
  if (former && former.join() === answer.join()) return accept();
  const facts: Fact[] = [];
  const sealed = former ? undefined : toSeal(Object.values(room.meeting.polls));
  if (sealed === "too-many") {
    return refuse("too-many", `Cannot answer: the open polls have their ${ANSWERS_MAX} answers`);
  }
  if (sealed) facts.push({ type: "PollSealed", pollId: sealed.id });
  facts.push({ type: "PollAnswered", pollId, peerId: peer.id, choices: answer, at: now });
  return accept(facts);
}

function problemOf({ question }: Readonly<Poll>, choices: readonly number[]): string | undefined {
  const { options, multiple } = question;
  if (!multiple && choices.length !== 1) return "exactly one option has to be chosen";
  if (choices.length === 0) return "no option is chosen";
  if (new Set(choices).size !== choices.length) return "an option is chosen twice";
  if (choices.some((choice) => choice >= options.length)) {
    return `there are ${options.length} options, counted from 0`;
  }
  return undefined;
}
