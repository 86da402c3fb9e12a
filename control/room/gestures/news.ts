import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { GesturesFact } from "./evolve.ts";

/** Everybody sees every hand: a host of breakouts looks after all of them. */
export function gesturesNews(
  _room: Readonly<Room>,
  { type, peerId, raisedAt }: GesturesFact,
): RoomNews[] {
  return [{ type, peerId, raisedAt }];
}
