/** Who may do what, decided for every command. */
import { type PeerId, type Right, rightsOf } from "../../protocol/mod.ts";
import { accept, refuse } from "../actor/mod.ts";
import { entryOf } from "./bounded.ts";
import type { By } from "./by.ts";
import type { Body, Command, SessionSender, Verdict } from "./commands.ts";
import type { Peer, Room } from "./state.ts";

export type Refused = ReturnType<typeof refuse>;

/** Who does something; `peer` is missing where a service does. */
export interface Doer {
  readonly by: By;
  readonly peer: Peer | undefined;
}

/** Somebody who is in the room, by an id that anybody may have sent. */
export function peerOf(room: Readonly<Room>, peerId: PeerId): Peer | undefined {
  return entryOf(room.peers, peerId);
}

/** The seat a session's command speaks for, or why it may not speak. */
export function seatOf(
  room: Readonly<Room>,
  from: Command["from"],
): { peer: Peer; from: SessionSender } | Refused {
  if (from.kind !== "session") return refuse("forbidden", "Cannot do this: only a participant can");
  const peer = peerOf(room, from.peerId);
  if (!peer) return refuse("not-joined", "Cannot do this: the sender has no seat in the room");
  if (peer.sessionId !== from.sessionId) {
    return refuse("session-replaced", "Cannot do this: the seat was taken by a newer session");
  }
  return { peer, from };
}

/**
 * Who does this, if they may: a participant with the right, or a service, which a meeting trusts as
 * far as the bus lets it speak.
 */
export function doerOf(
  room: Readonly<Room>,
  from: Command["from"],
  right: Right,
): Doer | Refused {
  if (from.kind === "service") {
    const refused = refuseUnlessOpen(room);
    return refused ?? { by: { kind: "service", name: from.name }, peer: undefined };
  }
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  if (!may(room, seat.peer, right)) {
    return refuse("forbidden", `Cannot do this: the sender may not "${right}" here`);
  }
  return { by: { kind: "peer", peerId: seat.peer.id }, peer: seat.peer };
}

/** Somebody in the room whom the doer may act on: nobody acts on a host but a host, or a service. */
export function targetOf(
  room: Readonly<Room>,
  { peer: doer }: Doer,
  peerId: PeerId,
): { target: Peer } | Refused {
  const target = peerOf(room, peerId);
  if (!target) return refuse("unknown-peer", "Cannot do this: nobody of this id is in the room");
  if (target.role === "host" && doer && doer.role !== "host") {
    return refuse("forbidden", "Cannot do this to a host: only a host can");
  }
  return { target };
}

/** Whether somebody may do all that a room can be told to: a service's limits are the bus's. */
export function mayAll(room: Readonly<Room>, { peer }: Doer): boolean {
  return !peer || may(room, peer, "govern");
}

/** Whether a person may. */
export function may(room: Readonly<Room>, peer: Peer, right: Right): boolean {
  return rightsOf(peer, room.meeting.settings).has(right);
}

/** Everybody in the room who may. */
export function thoseWho(room: Readonly<Room>, right: Right): PeerId[] {
  return Object.values(room.peers).filter((peer) => may(room, peer, right)).map(({ id }) => id);
}

/** A service asks what a session may do. */
export function authorize(
  room: Readonly<Room>,
  from: Command["from"],
  { peerId, sessionId }: Body<"authorize">,
): Verdict {
  if (from.kind !== "service") {
    return refuse("forbidden", "Cannot authorize: only a service can ask");
  }
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  const peer = peerOf(room, peerId);
  if (!peer) return refuse("not-joined", "Cannot authorize: nobody has this seat");
  if (peer.sessionId !== sessionId) {
    return refuse("session-replaced", "Cannot authorize: the seat was taken by a newer session");
  }
  return accept();
}

/** Why an unopened or ended room refuses, if it does. */
export function refuseUnlessOpen(room: Readonly<Room>): Refused | undefined {
  if (room.ended) return refuse("room-ended", "Cannot enter: the room has ended");
  if (!room.created) return refuse("room-not-found", "Cannot enter: there is no such room");
  return undefined;
}
