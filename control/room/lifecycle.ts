/** A room's beginning and end. */
import { accept, refuse } from "../actor/mod.ts";
import { refuseUnlessOpen } from "./access.ts";
import type { Body, Command, Verdict } from "./commands.ts";
import { type Effect, reconcileMedia } from "./effects.ts";
import type { Room } from "./state.ts";

export function create(
  room: Readonly<Room>,
  command: Pick<Command, "roomId" | "from">,
  body: Body<"create">,
  now: number,
): Verdict {
  if (command.from.kind !== "service") {
    return refuse("forbidden", "Cannot create a room: only a service can");
  }
  if (room.ended) return refuse("room-ended", "Cannot create the room: its end is being filed away");
  if (room.created) return refuse("room-exists", "Cannot create the room: it exists already");
  const { code, title } = body;
  return accept([{ type: "RoomCreated", roomId: command.roomId, code, title, at: now }]);
}

export function end(room: Readonly<Room>, from: Command["from"], now: number): Verdict {
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  if (from.kind === "session") {
    const peer = room.peers[from.peerId];
    if (peer?.role !== "host" || peer.sessionId !== from.sessionId) {
      return refuse("forbidden", "Cannot end the room: only its host can");
    }
  }
  const error = { code: "room-ended", message: "The meeting has ended" };
  const closings = Object.values(room.peers)
    .map(({ sessionId }): Effect => ({ type: "closeSession", sessionId, error }));
  return accept([{ type: "RoomEnded", at: now }], [...closings, reconcileMedia]);
}
