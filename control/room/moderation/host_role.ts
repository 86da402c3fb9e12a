/** Who leads: a meeting that had a host has one for as long as somebody can be. */
import type { PeerId, Role } from "../../../protocol/mod.ts";
import { entryOf } from "../bounded.ts";
import { THE_ROOM } from "../by.ts";
import type { FactOf } from "../facts.ts";
import type { Peer, Room } from "../state.ts";

/** Who follows a host that has gone; viewers never do. */
const FOLLOWERS: readonly Role[] = ["cohost", "participant"];

export function leads(role: Role): boolean {
  return role === "host" || role === "cohost";
}

export function hasLeader(room: Readonly<Room>): boolean {
  return Object.values(room.peers).some(({ role }) => leads(role));
}

/** The role of somebody who comes in: as the ticket says, unless it was given another one here. */
export function roleOnJoin(room: Readonly<Room>, peerId: PeerId, ticket: Role): Role {
  const given = entryOf(room.meeting.given, peerId)?.role;
  // A host that gave the role away has it back where nobody else has it in earnest.
  if (ticket === "host" && !hasHost(room)) return "host";
  return given ?? ticket;
}

/** The last host has gone: somebody stands in. `room`: without the host. */
export function succession(room: Readonly<Room>): FactOf<"RoleChanged">[] {
  const peers = Object.values(room.peers);
  if (room.ended || peers.some(({ role }) => role === "host")) return [];
  const [successor] = peers.filter(({ role }) => FOLLOWERS.includes(role)).sort(bySuitability);
  if (!successor) return [];
  const { id: peerId, role: standsInAs } = successor;
  return [{ type: "RoleChanged", peerId, role: "host", standsInAs, by: THE_ROOM }];
}

/** A host is back: whoever stood in is what it was before. `room`: with the host. */
export function standInDone(room: Readonly<Room>): FactOf<"RoleChanged">[] {
  const { standIn } = room.meeting;
  if (!standIn || !room.peers[standIn.peerId] || !hasHost(room)) return [];
  return [{ type: "RoleChanged", peerId: standIn.peerId, role: standIn.was, by: THE_ROOM }];
}

/** Whether there is a host that does not only stand in. */
export function hasHost({ peers, meeting: { standIn } }: Readonly<Room>): boolean {
  return Object.values(peers).some(({ id, role }) => role === "host" && id !== standIn?.peerId);
}

/** Those who are there before those who lost their connection, then co-hosts, then who came first. */
function bySuitability(a: Peer, b: Peer): number {
  return Number(a.disconnectedAt !== null) - Number(b.disconnectedAt !== null) ||
    FOLLOWERS.indexOf(a.role) - FOLLOWERS.indexOf(b.role) ||
    a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1);
}
