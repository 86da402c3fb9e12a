/** Who comes in, who waits and who is turned away. */
import type { PeerId, Role, WaitingFor } from "../../../protocol/mod.ts";
import { refuse } from "../../actor/mod.ts";
import { peerOf, type Refused } from "../access.ts";
import { entryOf } from "../bounded.ts";
import { hasLeader, leads } from "../moderation/host_role.ts";
import type { Room } from "../state.ts";

/** What the room does with somebody who would come in: `open`, or why not. */
export type Gate = "open" | "blocked" | "locked" | WaitingFor;

export interface Comer {
  readonly peerId: PeerId;
  /** As it would be in the room. */
  readonly role: Role;
  readonly device?: string | undefined;
}

export function gateFor(room: Readonly<Room>, { peerId, role, device }: Comer): Gate {
  const { settings, admitted, keptOut, lobby } = room.meeting;
  if (peerOf(room, peerId)) return "open"; // It only takes its seat again.
  if (entryOf(keptOut, peerId)) return "blocked";
  if (leads(role)) return "open";
  if (device !== undefined && isKeptOut(room, device)) return "blocked";
  const isAdmitted = entryOf(admitted, peerId) !== undefined;
  const waits = entryOf(lobby, peerId) !== undefined;
  // Who waited already when it was locked may still be let in.
  if (settings.locked && !isAdmitted && !waits) return "locked";
  if (awaitsHost(room)) return "host";
  if (isAdmitted) return "open";
  return settings.lobby || settings.locked ? "admission" : "open";
}

function isKeptOut({ meeting }: Readonly<Room>, device: string): boolean {
  return Object.values(meeting.keptOut).some((person) => person.device === device);
}

/** Nobody may be in the room before somebody who leads it, and nobody who does is there. */
export function awaitsHost(room: Readonly<Room>): boolean {
  return !room.meeting.settings.joinBeforeHost && !hasLeader(room);
}

/** The refusal of a join; nothing where the gate is open. */
export function refusedAt(gate: Gate): Refused | undefined {
  switch (gate) {
    case "open":
      return undefined;
    case "blocked":
      return refuse("blocked", "Cannot enter: this person or this device is kept out");
    case "locked":
      return refuse("room-locked", "Cannot enter: the meeting is locked");
    case "host":
      return refuse("lobby", "Cannot enter yet: there is no host");
    case "admission":
      return refuse("lobby", "Cannot enter yet: nobody has let the sender in");
    default:
      return gate satisfies never;
  }
}
