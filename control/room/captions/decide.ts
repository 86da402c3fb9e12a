/** Who may not start captions asks those who may. It leaves no trace: whoever misses it is asked again. */
import { accept, refuse } from "../../actor/mod.ts";
import { may, seatOf } from "../access.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export function decideCaptions(
  room: Readonly<Room>,
  { from }: Said<"askForCaptions">,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { id: peerId } = seat.peer;
  const { captions, encrypted } = room.meeting.settings;
  if (captions) return accept(); // They are here already.
  if (encrypted) {
    return refuse("encrypted", "Cannot have captions: the meeting is end-to-end encrypted");
  }
  const to = Object.values(room.peers)
    .filter((peer) => peer.disconnectedAt === null && may(room, peer, "moderate"))
    .map(({ id }) => id);
  if (to.length === 0) {
    return refuse("wrong-state", "Cannot ask for captions: nobody is here who may start them");
  }
  return accept([], [{ type: "signal", to, signal: { type: "captions-asked", peerId } }]);
}
