/**
 * Media keys on their way between clients. They are sealed, pass through as signals and leave no
 * trace: whoever misses one, say because the room's owner died with it, asks for it again.
 */
import type { PeerId, Signal } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { peerOf, seatOf } from "../access.ts";
import type { Said, Verdict } from "../commands.ts";
import type { Effect } from "../effects.ts";
import type { Room } from "../state.ts";

export type EncryptionCommand = Said<"passKeys" | "askForKeys">;

export function decideEncryption(
  room: Readonly<Room>,
  { from, body }: EncryptionCommand,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  if (!room.meeting.settings.encrypted) {
    return refuse("wrong-state", "Cannot pass keys: the meeting is not end-to-end encrypted");
  }
  const tell = (to: readonly PeerId[], signal: Signal): Effect[] => {
    const there = to.filter((id) => id !== peer.id && peerOf(room, id));
    return there.length > 0 ? [{ type: "signal", to: there, signal }] : [];
  };
  switch (body.type) {
    case "passKeys":
      return accept(
        [],
        body.keys.flatMap(({ to, sealed }) =>
          tell([to], { type: "keys", peerId: peer.id, sealed })
        ),
      );
    case "askForKeys":
      return accept([], tell([...new Set(body.of)], { type: "keysWanted", peerId: peer.id }));
    default:
      return body satisfies never;
  }
}
