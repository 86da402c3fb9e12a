import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type NoticesFact = FactOf<"NoticeChanged" | "ConsentGiven">;

export function evolveNotices(room: Room, _fact: NoticesFact): Room {
  return room;
}
