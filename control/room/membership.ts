/** Seats: taken, kept over a lost connection, given up. */
import type { PeerId } from "../../protocol/mod.ts";
import { accept, refuse } from "../actor/mod.ts";
import { peerOf, refuseUnlessOpen, seatOf } from "./access.ts";
import { entryOf } from "./bounded.ts";
import { THE_ROOM } from "./by.ts";
import type { Body, Command, OwnerCommand, Verdict } from "./commands.ts";
import { type Effect, reconcileMedia } from "./effects.ts";
import { refuseUnencrypted } from "./encryption/rules.ts";
import type { Fact, FactOf } from "./facts.ts";
import { leap } from "./generations.ts";
import { replacedBy } from "./lobby/decide.ts";
import { gateFor, refusedAt } from "./lobby/gate.ts";
import { applied, withConsequences } from "./moderation/consequences.ts";
import { leads, roleOnJoin, standInDone, succession } from "./moderation/host_role.ts";
import { type Peer, PEERS_MAX, type Room, SEAT_GRACE_MS } from "./state.ts";

/**
 * A seat is its token's: joining again takes it over from the session that held it. Nobody comes in
 * past the lobby, and a host that comes brings in those who waited for one.
 */
export function join(
  room: Readonly<Room>,
  from: Command["from"],
  body: Body<"join">,
  { now, epoch }: { now: number; epoch: number },
): Verdict {
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  if (from.kind !== "session") return refuse("forbidden", "Cannot join: only a session can");
  const { peerId, sessionId } = from;
  const { name, capabilities, connectionId = sessionId, device, encryptionKey } = body;
  const seated = peerOf(room, peerId);
  const attend: Effect = { type: "attend", peerId, sessionId, view: body.view };
  if (seated?.sessionId === sessionId) return accept([], [attend]);
  const unfit = refuseUnencrypted(room, seated, encryptionKey);
  if (unfit) return unfit;
  const role = seated?.role ?? roleOnJoin(room, peerId, from.role);
  const shut = refusedAt(gateFor(room, { peerId, role, device }));
  if (shut) return shut;
  if (!seated && Object.keys(room.peers).length >= PEERS_MAX) {
    return refuse("room-full", `Cannot join: the room has its ${PEERS_MAX} participants`);
  }
  const joined: Fact = {
    type: "PeerJoined",
    peerId,
    name,
    role,
    sessionId,
    connectionId,
    capabilities,
    at: now,
    ...leap(room, epoch),
    ...(device !== undefined && { device }),
    ...(encryptionKey !== undefined && { encryptionKey }),
  };
  const waiting = entryOf(room.meeting.lobby, peerId);
  const facts = [...(waiting ? [letIn(peerId, now)] : []), joined];
  const effects = [
    ...(seated ? [replaced(seated)] : []),
    ...(waiting && waiting.sessionId !== sessionId ? [replacedBy(waiting)] : []),
    attend,
  ];
  if (!leads(role) || seated) return accept(facts, effects);
  const standIn = standInDone(applied(room, facts));
  return withConsequences(room, [...facts, ...standIn], { by: THE_ROOM, now, effects });
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

export function leave(room: Readonly<Room>, from: Command["from"], now: number): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  return gone(room, { type: "PeerLeft", peerId: seat.peer.id, reason: "left", at: now }, now);
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
  return gone(room, { type: "PeerLeft", peerId: peer.id, reason: "timed-out", at: now }, now);
}

/** A host that goes has a successor. */
function gone(room: Readonly<Room>, left: FactOf<"PeerLeft">, now: number): Verdict {
  if (room.peers[left.peerId]?.role !== "host") return accept([left], [reconcileMedia]);
  const successor = succession(applied(room, [left]));
  return withConsequences(room, [left, ...successor], { by: THE_ROOM, now });
}

/** When the seat of a peer that lost its connection is given up. */
export function expiry(peer: Pick<Peer, "id" | "sessionId">, disconnectedAt: number): Effect {
  const at = disconnectedAt + SEAT_GRACE_MS;
  return { type: "expireSeatAt", peerId: peer.id, sessionId: peer.sessionId, at };
}

/** By the room's own rules, before anybody inside has said so. */
function letIn(peerId: PeerId, now: number): FactOf<"PeerAdmitted"> {
  return { type: "PeerAdmitted", peerId, at: now, by: THE_ROOM };
}

function replaced(former: Peer): Effect {
  const error = {
    code: "session-replaced",
    message: "The meeting was opened again with the same seat",
  };
  return { type: "closeSession", sessionId: former.sessionId, error };
}
