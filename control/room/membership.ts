/** Seats: taken, kept over a lost connection, given up. */
import { accept, refuse } from "../actor/mod.ts";
import { refuseUnlessOpen, seatOf } from "./access.ts";
import type { Body, Command, OwnerCommand, Verdict } from "./commands.ts";
import { type Effect, reconcileMedia } from "./effects.ts";
import { type Peer, PEERS_MAX, type Room, SEAT_GRACE_MS } from "./state.ts";

/** A seat is its token's: joining again takes it over from the session that held it. */
export function join(
  room: Readonly<Room>,
  from: Command["from"],
  body: Body<"join">,
  now: number,
): Verdict {
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  if (from.kind !== "session") return refuse("forbidden", "Cannot join: only a session can");
  const { peerId, sessionId, role } = from;
  const seated = room.peers[peerId];
  const attend: Effect = { type: "attend", peerId, sessionId, view: body.view };
  if (seated?.sessionId === sessionId) return accept([], [attend]);
  if (!seated && Object.keys(room.peers).length >= PEERS_MAX) {
    return refuse("room-full", `Cannot join: the room has its ${PEERS_MAX} participants`);
  }
  const { name, capabilities, connectionId = sessionId } = body;
  return accept(
    [{ type: "PeerJoined", peerId, name, role, sessionId, connectionId, capabilities, at: now }],
    [...(seated ? [replaced(seated)] : []), attend],
  );
}

/** The same session on another socket, perhaps of another gateway. */
export function resume(
  room: Readonly<Room>,
  from: Command["from"],
  body: Body<"resume">,
): Verdict {
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer, from: { peerId, sessionId } } = seat;
  const { view, connectionId = sessionId } = body;
  const attend: Effect = { type: "attend", peerId, sessionId, view };
  const unchanged = peer.disconnectedAt === null && peer.connectionId === connectionId;
  return accept(unchanged ? [] : [{ type: "PeerConnected", peerId, connectionId }], [attend]);
}

/** The socket is gone. A socket that was replaced since has nothing to say any more. */
export function disconnect(
  room: Readonly<Room>,
  from: Command["from"],
  body: Body<"disconnect">,
  now: number,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  const isCurrent = body.connectionId === undefined || body.connectionId === peer.connectionId;
  if (!isCurrent || peer.disconnectedAt !== null) return accept();
  return accept(
    [{ type: "PeerDisconnected", peerId: peer.id, at: now }],
    [expiry(peer, now), reconcileMedia],
  );
}

export function leave(room: Readonly<Room>, from: Command["from"]): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  return accept([{ type: "PeerLeft", peerId: seat.peer.id, reason: "left" }], [reconcileMedia]);
}

/** The grace of a lost connection is over, unless it came back meanwhile. */
export function expireSeat(
  room: Readonly<Room>,
  body: Extract<OwnerCommand, { type: "expireSeat" }>,
  now: number,
): Verdict {
  const peer = room.peers[body.peerId];
  if (!peer || peer.sessionId !== body.sessionId || peer.disconnectedAt === null) return accept();
  // The clock of the owner that took over may be behind: ask again rather than forget the seat.
  if (now < peer.disconnectedAt + SEAT_GRACE_MS) {
    return accept([], [expiry(peer, peer.disconnectedAt)]);
  }
  return accept([{ type: "PeerLeft", peerId: peer.id, reason: "timed-out" }], [reconcileMedia]);
}

/** When the seat of a peer that lost its connection is given up. */
export function expiry(peer: Pick<Peer, "id" | "sessionId">, disconnectedAt: number): Effect {
  const at = disconnectedAt + SEAT_GRACE_MS;
  return { type: "expireSeatAt", peerId: peer.id, sessionId: peer.sessionId, at };
}

function replaced(former: Peer): Effect {
  const error = {
    code: "session-replaced",
    message: "The meeting was opened again with the same seat",
  };
  return { type: "closeSession", sessionId: former.sessionId, error };
}
