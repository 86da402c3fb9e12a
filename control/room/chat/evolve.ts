import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type ChatFact = FactOf<
  "MessageSent" | "MessageEdited" | "MessageDeleted" | "MessageReacted" | "FileReady"
>;

export function evolveChat(room: Room, _fact: ChatFact): Room {
  return room;
}
