/** What each sees of a poll. */
import type { PeerId, PollView } from "../../../protocol/mod.ts";
import { may } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { Poll } from "../meeting.ts";
import type { Peer, Room } from "../state.ts";
import { tallyOf } from "./tally.ts";

/** What of a reader decides. Services see what those with `polls` do. */
export interface Sight {
  readonly holdsPolls: boolean;
  /** Nobody in particular: without an own answer. */
  readonly peerId: PeerId | undefined;
}

export function sightOf(room: Readonly<Room>, reader: Peer | "service"): Sight {
  if (reader === "service") return { holdsPolls: true, peerId: undefined };
  return { holdsPolls: may(room, reader, "polls"), peerId: reader.id };
}

/** In the order of making. */
export function pollsFor(room: Readonly<Room>, reader: Peer | "service"): PollView[] {
  const sight = sightOf(room, reader);
  return Object.values(room.meeting.polls)
    .filter((poll) => isSeen(poll, sight))
    .map((poll) => pollView(poll, sight));
}

export function isSeen({ status }: Readonly<Poll>, { holdsPolls }: Sight): boolean {
  return holdsPolls || status !== "draft";
}

export function pollView(poll: Readonly<Poll>, { holdsPolls, peerId }: Sight): PollView {
  const { id, question: { correct, ...question }, status, shared, answers, sealed } = poll;
  const mine = peerId === undefined ? undefined : entryOf(answers, peerId);
  const showsVotes = holdsPolls && !question.anonymous && !sealed &&
    Object.keys(answers).length > 0;
  return {
    id,
    ...question,
    status,
    shared,
    ...(correct && (holdsPolls || (shared && status === "closed")) && { correct }),
    ...((holdsPolls || shared) && tallyOf(poll)),
    ...(mine && { mine }),
    ...(showsVotes && { votes: answers }),
    ...(sealed && { sealed: true }),
  };
}
