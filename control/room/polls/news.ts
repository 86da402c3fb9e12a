import type { PeerId, RoomChange, RoomNews } from "../../../protocol/mod.ts";
import { thoseWho } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { FactOf } from "../facts.ts";
import type { Poll } from "../meeting.ts";
import type { Room } from "../state.ts";
import type { PollsFact } from "./evolve.ts";
import { tallyOf } from "./tally.ts";
import { isSeen, pollView, type Sight } from "./views.ts";

/**
 * Who is told what of a fact. `room`: the state after it.
 *
 * A whole poll is told when its state changes. An answer is told as what it changes: the counts to
 * those with `polls` or, once shared, to all; the vote itself to those with `polls` unless it is
 * anonymous; and to its voter. So a vote costs the same however many have voted.
 */
export function pollsNews(room: Readonly<Room>, fact: PollsFact): RoomNews[] {
  const poll = entryOf(room.meeting.polls, fact.pollId);
  switch (fact.type) {
    case "PollCreated":
    case "PollEdited":
    case "PollOpened":
    case "PollClosed":
    case "PollShared":
    case "PollSealed":
      return poll ? changed(room, poll) : [];
    case "PollDeleted":
      return [{ type: "PollDeleted", pollId: fact.pollId }];
    case "PollAnswered":
      return poll ? answered(room, poll, fact) : [];
    default:
      return fact satisfies never;
  }
}

/** First as everybody sees it, then what those with `polls` see beyond that. Nobody's own answer: it stays. */
function changed(room: Readonly<Room>, poll: Readonly<Poll>): RoomNews[] {
  const everybody: Sight = { holdsPolls: false, peerId: undefined };
  const holders: Sight = { holdsPolls: true, peerId: undefined };
  const seenBy = (sight: Sight) => ({ type: "PollChanged", poll: pollView(poll, sight) }) as const;
  return [
    ...(isSeen(poll, everybody) ? [seenBy(everybody)] : []),
    told(thoseWho(room, "polls"), seenBy(holders)),
  ];
}

function answered(
  room: Readonly<Room>,
  poll: Readonly<Poll>,
  { type, pollId, peerId, choices }: FactOf<"PollAnswered">,
): RoomNews[] {
  const holders = thoseWho(room, "polls");
  const tally: RoomChange = { type, pollId, ...tallyOf(poll) };
  const news: RoomNews[] = [poll.shared ? tally : told(holders, tally)];
  // Told together with its sealing: the names are gone by now.
  if (poll.sealed) return news;
  news.push(told([peerId], { type, pollId, mine: choices }));
  if (!poll.question.anonymous) {
    news.push(told(holders, { type, pollId, vote: { peerId, choices } }));
  }
  return news;
}

function told(to: PeerId[], change: RoomChange): RoomNews {
  return { type: "Told", to, change };
}
