import { without } from "../bounded.ts";
import type { FactOf } from "../facts.ts";
import type { Poll } from "../meeting.ts";
import type { Room } from "../state.ts";
import { tallyOf } from "./tally.ts";

export type PollsFact = FactOf<
  | "PollCreated"
  | "PollEdited"
  | "PollOpened"
  | "PollClosed"
  | "PollShared"
  | "PollSealed"
  | "PollDeleted"
  | "PollAnswered"
>;

export function evolvePolls(room: Room, fact: PollsFact): Room {
  switch (fact.type) {
    case "PollCreated": {
      const { pollId: id, question } = fact;
      const poll: Poll = { id, question, status: "draft", shared: false, answers: {} };
      const { meeting } = room;
      const polls = { ...meeting.polls, [id]: poll };
      return { ...room, meeting: { ...meeting, polls, pollsMade: meeting.pollsMade + 1 } };
    }
    case "PollEdited":
      return edit(room, fact.pollId, (poll) => ({ ...poll, question: fact.question }));
    case "PollOpened":
      return edit(room, fact.pollId, (poll) => ({ ...poll, status: "open" }));
    case "PollClosed":
      return edit(room, fact.pollId, (poll) => ({ ...poll, status: "closed" }));
    case "PollShared":
      return edit(room, fact.pollId, (poll) => ({ ...poll, shared: fact.shared }));
    case "PollSealed":
      return edit(room, fact.pollId, (poll) => ({ ...poll, answers: {}, sealed: tallyOf(poll) }));
    case "PollDeleted": {
      const polls = without(room.meeting.polls, fact.pollId);
      return { ...room, meeting: { ...room.meeting, polls } };
    }
    case "PollAnswered": {
      const { peerId, choices } = fact;
      return edit(room, fact.pollId, (poll) => ({
        ...poll,
        answers: { ...poll.answers, [peerId]: choices },
      }));
    }
    default:
      return fact satisfies never;
  }
}

function edit(room: Room, pollId: string, f: (poll: Poll) => Poll): Room {
  const poll = room.meeting.polls[pollId];
  if (!poll) return room;
  const polls = { ...room.meeting.polls, [pollId]: f(poll) };
  return { ...room, meeting: { ...room.meeting, polls } };
}
