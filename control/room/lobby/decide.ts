import { LOBBY_MAX, type LobbyState } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { type Doer, doerOf, refuseUnlessOpen } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { Body, Command, OwnerCommand, Said, SessionSender, Verdict } from "../commands.ts";
import type { Effect } from "../effects.ts";
import { roleOnJoin } from "../moderation/host_role.ts";
import type { Room } from "../state.ts";
import type { Waiter } from "./facts.ts";
import { awaitsHost, type Gate, gateFor, refusedAt } from "./gate.ts";
import { tell } from "./regated.ts";

export type LobbyCommand = Said<"knock" | "withdraw" | "admit" | "deny" | "letBack">;

export function decideLobby(
  room: Readonly<Room>,
  { from, body }: LobbyCommand,
  now: number,
): Verdict {
  switch (body.type) {
    case "knock":
      return knock(room, from, body, now);
    case "withdraw":
      return withdraw(room, from, body);
    case "admit": {
      const doer = doerOf(room, from, "admit");
      return "by" in doer ? admit(room, doer, body, now) : doer;
    }
    case "deny": {
      const doer = doerOf(room, from, "admit");
      return "by" in doer ? deny(room, doer, body, now) : doer;
    }
    case "letBack": {
      const doer = doerOf(room, from, "admit");
      return "by" in doer ? letBack(room, doer, body, now) : doer;
    }
    default:
      return body satisfies never;
  }
}

/** Said again and again by whoever waits; a fact only when something has changed. */
function knock(
  room: Readonly<Room>,
  from: Command["from"],
  { name, connectionId, device }: Body<"knock">,
  now: number,
): Verdict {
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  if (from.kind !== "session") return refuse("forbidden", "Cannot knock: only a session can");
  const { peerId, sessionId } = from;
  const gate = gateOf(room, from, device);
  if (gate === "open") return accept(); // The answer says so.
  if (gate !== "host" && gate !== "admission") return refusedAt(gate) ?? accept();
  const known = entryOf(room.meeting.lobby, peerId);
  if (!known && Object.keys(room.meeting.lobby).length >= LOBBY_MAX) {
    return refuse("too-many", `Cannot wait here: ${LOBBY_MAX} people do already`);
  }
  const waiter: Waiter = {
    peerId,
    name,
    sessionId,
    connectionId,
    for: gate,
    since: known?.since ?? now,
    ...(device !== undefined && { device }),
  };
  const heard: Effect = { type: "hearKnock", peerId };
  if (known && isSame(known, waiter)) return accept([], [heard]);
  const replaced = known && known.sessionId !== sessionId ? [replacedBy(known)] : [];
  return accept([{ type: "PeerKnocked", waiter }], [...replaced, heard]);
}

/** Of a socket that was replaced since, nobody cares any more. */
function withdraw(
  room: Readonly<Room>,
  from: Command["from"],
  { connectionId }: Body<"withdraw">,
): Verdict {
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  if (from.kind !== "session") return refuse("forbidden", "Cannot withdraw: only a session can");
  const waiter = entryOf(room.meeting.lobby, from.peerId);
  const isCurrent = waiter?.sessionId === from.sessionId && waiter.connectionId === connectionId;
  return accept(isCurrent ? [{ type: "KnockWithdrawn", peerId: from.peerId }] : []);
}

function admit(
  room: Readonly<Room>,
  { by }: Doer,
  { peerIds }: Body<"admit">,
  now: number,
): Verdict {
  if (awaitsHost(room)) {
    return refuse("wrong-state", "Cannot admit: nobody may be in this meeting before its host");
  }
  const { lobby } = room.meeting;
  const waiters = peerIds
    ? [...new Set(peerIds)].flatMap((id) => entryOf(lobby, id) ?? [])
    : Object.values(lobby);
  return accept(
    waiters.map(({ peerId }) => ({ type: "PeerAdmitted", peerId, at: now, by })),
    waiters.map((waiter) => tell(waiter, { state: "admitted" })),
  );
}

function deny(
  room: Readonly<Room>,
  { by }: Doer,
  { peerId, block }: Body<"deny">,
  now: number,
): Verdict {
  const waiter = entryOf(room.meeting.lobby, peerId);
  if (!waiter) return refuse("unknown-peer", "Cannot deny: nobody of this id waits");
  const { name, device, sessionId } = waiter;
  const error = { code: "blocked", message: "Somebody in the meeting has turned you away" };
  return accept(
    [{
      type: "KnockDenied",
      peerId,
      name,
      at: now,
      block,
      ...(device !== undefined && { device }),
      by,
    }],
    [block ? { type: "closeSession", sessionId, error } : tell(waiter, { state: "denied" })],
  );
}

/** Nobody is told to come: who wants to tries again. */
function letBack(
  room: Readonly<Room>,
  { by }: Doer,
  { peerId }: Body<"letBack">,
  now: number,
): Verdict {
  const person = entryOf(room.meeting.keptOut, peerId);
  if (!person) return refuse("unknown-peer", "Cannot let back: nobody of this id is kept out");
  return accept([{ type: "PeerLetBack", peerId, name: person.name, at: now, by }]);
}

/** Nothing was heard of somebody who waits for too long. */
export function expireKnock(
  room: Readonly<Room>,
  { peerId, sessionId }: Extract<OwnerCommand, { type: "expireKnock" }>,
): Verdict {
  const isWaiting = entryOf(room.meeting.lobby, peerId)?.sessionId === sessionId;
  return accept(isWaiting ? [{ type: "KnockWithdrawn", peerId }] : []);
}

/** The result of a knock, perhaps of one that is asked about again later. */
export function answerToKnock(
  room: Readonly<Room>,
  from: Command["from"],
  { device }: Body<"knock">,
): LobbyState {
  if (from.kind !== "session") return { state: "denied" };
  const waiter = entryOf(room.meeting.lobby, from.peerId);
  if (waiter) return { state: "waiting", for: waiter.for };
  return { state: gateOf(room, from, device) === "open" ? "admitted" : "denied" };
}

/** The same person waits, or comes in, over another session. */
export function replacedBy({ sessionId }: Waiter): Effect {
  const error = { code: "session-replaced", message: "The meeting was opened again elsewhere" };
  return { type: "closeSession", sessionId, error };
}

function gateOf(
  room: Readonly<Room>,
  { peerId, role }: SessionSender,
  device: string | undefined,
): Gate {
  return gateFor(room, { peerId, role: roleOnJoin(room, peerId, role), device });
}

function isSame(a: Waiter, b: Waiter): boolean {
  return a.sessionId === b.sessionId && a.connectionId === b.connectionId && a.name === b.name &&
    a.device === b.device && a.for === b.for;
}
