/** Who may do what, decided for every command. */
import { refuse } from "../actor/mod.ts";
import type { Command, SessionSender } from "./commands.ts";
import type { Peer, Room } from "./state.ts";

type Refused = ReturnType<typeof refuse>;

/** The seat a session's command speaks for, or why it may not speak. */
export function seatOf(
  room: Readonly<Room>,
  from: Command["from"],
): { peer: Peer; from: SessionSender } | Refused {
  if (from.kind !== "session") return refuse("forbidden", "Cannot do this: only a participant can");
  const peer = room.peers[from.peerId];
  if (!peer) return refuse("not-joined", "Cannot do this: the sender has no seat in the room");
  if (peer.sessionId !== from.sessionId) {
    return refuse("session-replaced", "Cannot do this: the seat was taken by a newer session");
  }
  return { peer, from };
}

/** Why an unopened or ended room refuses, if it does. */
export function refuseUnlessOpen(room: Readonly<Room>): Refused | undefined {
  if (!room.created) return refuse("room-not-found", "Cannot enter: there is no such room");
  if (room.ended) return refuse("room-ended", "Cannot enter: the room has ended");
  return undefined;
}
