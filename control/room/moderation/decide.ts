/** What those who lead a meeting do about others. */
import { type Right, rightsOf } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { type Doer, doerOf, may, seatOf, targetOf } from "../access.ts";
import type { Body, Said, Verdict } from "../commands.ts";
import { type Effect, reconcileMedia } from "../effects.ts";
import type { Fact, FactOf } from "../facts.ts";
import type { Peer, Room } from "../state.ts";
import { applied, muted, withConsequences } from "./consequences.ts";
import { leads, succession } from "./host_role.ts";
import { refuseRaise, refuseRaiseOfRoles, roleWithout } from "./rank.ts";

export type ModerationCommand = Said<
  "mute" | "muteAll" | "askToUnmute" | "stopSource" | "remove" | "setRole" | "setRights" | "rename"
>;

export function decideModeration(
  room: Readonly<Room>,
  { from, body }: ModerationCommand,
  now: number,
): Verdict {
  if (body.type === "rename" && from.kind === "session" && from.peerId === body.peerId) {
    const seat = seatOf(room, from);
    if (!("peer" in seat)) return seat;
    return rename(seat.peer, body, { by: { kind: "peer", peerId: seat.peer.id }, peer: seat.peer });
  }
  const doer = doerOf(room, from, body.type === "setRole" ? "govern" : "moderate");
  if (!("by" in doer)) return doer;
  if (body.type === "muteAll") return muteAll(room, body, doer, now);
  const found = targetOf(room, doer, body.peerId);
  if (!("target" in found)) return found;
  const { target } = found;
  switch (body.type) {
    case "mute":
      return mute(room, target, body, doer, now);
    case "askToUnmute":
      return askToUnmute(room, target, doer);
    case "stopSource":
      return stopSource(target, body, doer);
    case "remove":
      return remove(room, target, body, doer, now);
    case "setRole":
      return setRole(room, target, body, doer, now);
    case "setRights":
      return setRights(room, target, body, doer, now);
    case "rename":
      return rename(target, body, doer);
    default:
      return body satisfies never;
  }
}

function mute(
  room: Readonly<Room>,
  target: Peer,
  { mayUnmute }: Body<"mute">,
  { by }: Doer,
  now: number,
): Verdict {
  const silenced = !mayUnmute && may(room, target, "speak") && target.role !== "host";
  const rights = silenced ? [rightsChanged(target, { revoke: ["speak"] }, by)] : [];
  return withConsequences(room, [...muted(target, by), ...rights], { by, now });
}

/** Everybody but those who lead, and the one who says so. */
function muteAll(
  room: Readonly<Room>,
  { mayUnmute }: Body<"muteAll">,
  doer: Doer,
  now: number,
): Verdict {
  const { by } = doer;
  const others = Object.values(room.peers)
    .filter((peer) => !leads(peer.role) && peer.id !== doer.peer?.id);
  const facts: Fact[] = others.flatMap((peer) => muted(peer, by));
  if (mayUnmute) return accept(facts, [reconcileMedia]);
  const { settings } = room.meeting;
  const silent = { ...settings, rights: { ...settings.rights } };
  for (const role of ["participant", "viewer"] as const) {
    if (!rightsOf({ role }, settings).has("speak")) continue;
    silent.rights[role] = roleWithout(settings, role, "speak");
    facts.push({ type: "SettingsChanged", settings: { ...silent }, by });
  }
  const refused = refuseRaiseOfRoles(room, doer, settings, silent);
  if (refused) return refused;
  // What was given to one alone goes too.
  const granted = others.filter(({ rights }) => rights?.granted.includes("speak"));
  facts.push(...granted.map((peer) => rightsChanged(peer, { reset: ["speak"] }, by)));
  return withConsequences(room, facts, { by, now });
}

function askToUnmute(room: Readonly<Room>, target: Peer, doer: Doer): Verdict {
  const { by } = doer;
  const asked: Fact = { type: "UnmuteAsked", peerId: target.id, by };
  if (may(room, target, "speak")) return accept([asked]);
  const { settings } = room.meeting;
  const change = rightsChanged(target, { grant: ["speak"] }, by);
  const after = { ...target, rights: change.rights };
  return refuseRaise(room, doer, ["speak"], rightsOf(after, settings)) ?? accept([change, asked]);
}

function stopSource(target: Peer, { source }: Body<"stopSource">, { by }: Doer): Verdict {
  const stopped = Object.values(target.producers).filter((producer) => producer.source === source);
  return accept(
    stopped.map(({ id: producerId }) => (
      { type: "ProducerClosed", peerId: target.id, producerId, by }
    )),
    [reconcileMedia],
  );
}

function remove(
  room: Readonly<Room>,
  target: Peer,
  { block }: Body<"remove">,
  { by, peer: doer }: Doer,
  now: number,
): Verdict {
  if (target.id === doer?.id) {
    return refuse("forbidden", "Cannot remove oneself: one can leave");
  }
  const { id: peerId, name, device, sessionId } = target;
  const facts: Fact[] = [{ type: "PeerLeft", peerId, reason: "removed", at: now, by }];
  if (block) {
    // Of two tabs of one browser only the seat can be kept out.
    const other = device !== undefined && device !== doer?.device ? { device } : {};
    facts.push({ type: "PeerBlocked", peerId, name, ...other, at: now, by });
  }
  facts.push(...succession(applied(room, facts)));
  const error = block
    ? { code: "blocked", message: "You were removed from the meeting and can't come back" }
    : { code: "removed", message: "You were removed from the meeting" };
  const closing: Effect = { type: "closeSession", sessionId, error };
  return withConsequences(room, facts, { by, now, effects: [closing] });
}

function setRole(
  room: Readonly<Room>,
  target: Peer,
  { role }: Body<"setRole">,
  { by, peer: doer }: Doer,
  now: number,
): Verdict {
  const standsIn = room.meeting.standIn?.peerId === target.id;
  if (target.role === role && !standsIn) return accept([], [reconcileMedia]);
  if (role === "host" && doer && doer.role !== "host") {
    return refuse("forbidden", "Cannot make a host: only a host can");
  }
  const facts: Fact[] = [{ type: "RoleChanged", peerId: target.id, role, by }];
  const handsOver = role === "host" && doer && doer.id !== target.id;
  if (handsOver) facts.push({ type: "RoleChanged", peerId: doer.id, role: "cohost", by });
  if (target.role === "host" && !Object.values(applied(room, facts).peers).some(isHost)) {
    return refuse("wrong-state", "Cannot give up the role of host: nobody else has it");
  }
  return withConsequences(room, facts, { by, now });
}

function setRights(
  room: Readonly<Room>,
  target: Peer,
  { grant, revoke, reset }: Body<"setRights">,
  doer: Doer,
  now: number,
): Verdict {
  const { by } = doer;
  const { settings } = room.meeting;
  const change = rightsChanged(target, { grant, revoke, reset }, by);
  const after = rightsOf({ ...target, rights: change.rights }, settings);
  const refused = refuseRaise(room, doer, [...grant, ...revoke, ...reset], after);
  if (refused) return refused;
  if (JSON.stringify(target.rights) === JSON.stringify(change.rights)) {
    return accept([], [reconcileMedia]);
  }
  return withConsequences(room, [change], { by, now });
}

function rename(target: Peer, { name }: Body<"rename">, { by }: Doer): Verdict {
  if (target.name === name) return accept();
  return accept([{ type: "PeerRenamed", peerId: target.id, name, by }]);
}

interface RightsChange {
  readonly grant?: readonly Right[];
  readonly revoke?: readonly Right[];
  readonly reset?: readonly Right[];
}

/** What is named in more than one way is revoked rather than granted, and granted rather than reset. */
function rightsChanged(
  { id: peerId, rights }: Peer,
  { grant = [], revoke = [], reset = [] }: RightsChange,
  by: Doer["by"],
): FactOf<"RightsChanged"> {
  const granted = new Set(rights?.granted);
  const revoked = new Set(rights?.revoked);
  for (const right of reset) {
    granted.delete(right);
    revoked.delete(right);
  }
  for (const right of grant) {
    granted.add(right);
    revoked.delete(right);
  }
  for (const right of revoke) {
    granted.delete(right);
    revoked.add(right);
  }
  const own = { granted: [...granted].sort(), revoked: [...revoked].sort() };
  return { type: "RightsChanged", peerId, rights: own, by };
}

const isHost = ({ role }: Peer) => role === "host";
