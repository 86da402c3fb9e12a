/**
 * Words of two browsers on their way to a direct call. They leave no trace: whoever misses one goes on
 * through the media node, and tries again.
 */
import { directPair } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { seatOf } from "../access.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export function decideDirect(
  room: Readonly<Room>,
  { from, body: { to, word } }: Said<"passDirect">,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  const { settings, notices } = room.meeting;
  const pair = directPair(Object.values(room.peers), {
    settings,
    notices: Object.values(notices),
  });
  if (!pair?.includes(to) || to === peer.id) {
    return refuse("wrong-state", "Cannot talk directly: the meeting takes a media node now");
  }
  return accept([], [{
    type: "signal",
    to: [to],
    signal: { type: "direct", peerId: peer.id, word },
  }]);
}
