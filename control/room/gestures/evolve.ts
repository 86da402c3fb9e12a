import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type GesturesFact = FactOf<"HandChanged">;

export function evolveGestures(room: Room, _fact: GesturesFact): Room {
  return room;
}
