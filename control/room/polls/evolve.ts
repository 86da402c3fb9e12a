import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type PollsFact = FactOf<
  "PollCreated" | "PollOpened" | "PollClosed" | "PollShared" | "PollDeleted" | "PollAnswered"
>;

export function evolvePolls(room: Room, _fact: PollsFact): Room {
  return room;
}
