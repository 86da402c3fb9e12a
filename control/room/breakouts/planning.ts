/** Which breakouts there are, and who is to be where. */
import type { Breakout, BreakoutId, PeerId } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf, peerOf } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { Body, Command, Verdict } from "../commands.ts";
import { reconcileMedia } from "../effects.ts";
import type { Fact } from "../facts.ts";
import type { Breakouts } from "../meeting.ts";
import type { Room } from "../state.ts";
import { ASSIGNED_MAX, isRunning, moves, ofThoseHere } from "./moving.ts";
import { shuffled } from "./shuffle.ts";

/** The last number that a breakout's name has room for. */
const NUMBER_MAX = 999_999;

type From = Command["from"];

export function planBreakouts(
  room: Readonly<Room>,
  { id: seed, from, body }: { id: string; from: From; body: Body<"planBreakouts"> },
): Verdict {
  const doer = doerOf(room, from, "breakouts");
  if (!("by" in doer)) return doer;
  const { breakouts } = room.meeting;
  if (isRunning(breakouts)) {
    return refuse("wrong-state", `Cannot plan breakouts: those before are ${breakouts.status}`);
  }
  const { names, assign, choose } = body;
  // Numbers are not used again: what was said in the first `b1` is not for those in another.
  const last = Number(breakouts?.rooms.at(-1)?.id.slice(1) ?? 0);
  if (last + names.length > NUMBER_MAX) {
    return refuse("too-many", `Cannot plan breakouts: the meeting has had ${last} of them`);
  }
  const rooms = names.map((name, index) => ({ id: `b${last + index + 1}`, name }));
  const assigned = assign === "shuffle" ? dealt(room, rooms, seed) : {};
  return accept([{ type: "BreakoutsPlanned", rooms, assigned, choose, by: doer.by }]);
}

export function assignBreakouts(
  room: Readonly<Room>,
  from: From,
  { assigned: wish }: Body<"assignBreakouts">,
): Verdict {
  const doer = doerOf(room, from, "breakouts");
  if (!("by" in doer)) return doer;
  const { breakouts } = room.meeting;
  if (!breakouts) return noneYet("assign anybody");
  const assigned = new Map(Object.entries(breakouts.assigned));
  for (const [peerId, breakoutId] of Object.entries(wish)) {
    if (!peerOf(room, peerId) && !assigned.has(peerId)) {
      return refuse("unknown-peer", "Cannot assign: nobody of this id is in the room");
    }
    if (breakoutId === null) assigned.delete(peerId);
    else if (isOneOf(breakouts, breakoutId)) assigned.set(peerId, breakoutId);
    else return unknown(breakoutId);
  }
  return accept(...assign(room, breakouts, { assigned: Object.fromEntries(assigned), wish, doer }));
}

export function shuffleBreakouts(
  room: Readonly<Room>,
  { id: seed, from }: { id: string; from: From },
): Verdict {
  const doer = doerOf(room, from, "breakouts");
  if (!("by" in doer)) return doer;
  const { breakouts } = room.meeting;
  if (!breakouts) return noneYet("shuffle");
  const wish = dealt(room, breakouts.rooms, seed);
  const stay = Object.entries(breakouts.assigned).filter(([peerId]) => leads(room, peerId));
  const assigned = { ...Object.fromEntries(stay), ...wish };
  return accept(...assign(room, breakouts, { assigned, wish, doer }));
}

export function renameBreakout(
  room: Readonly<Room>,
  from: From,
  { breakoutId, name }: Body<"renameBreakout">,
): Verdict {
  const doer = doerOf(room, from, "breakouts");
  if (!("by" in doer)) return doer;
  const { breakouts } = room.meeting;
  if (!breakouts) return noneYet("rename a breakout");
  const known = breakouts.rooms.find(({ id }) => id === breakoutId);
  if (!known) return unknown(breakoutId);
  if (known.name === name) return accept();
  return accept([{ type: "BreakoutRenamed", breakoutId, name, by: doer.by }]);
}

export function isOneOf({ rooms }: Pick<Breakouts, "rooms">, breakoutId: BreakoutId): boolean {
  return rooms.some(({ id }) => id === breakoutId);
}

export const noneYet = (what: string) =>
  refuse("wrong-state", `Cannot ${what}: there are no breakouts`);

export const unknown = (breakoutId: BreakoutId) =>
  refuse("unknown-breakout", `Cannot do this: there is no breakout ${breakoutId}`);

/** The facts and effects of a new assignment; while breakouts are open, `wish` says who goes now. */
function assign(
  room: Readonly<Room>,
  breakouts: Breakouts,
  { assigned, wish, doer: { by } }: {
    assigned: Record<PeerId, BreakoutId>;
    wish: Readonly<Record<PeerId, BreakoutId | null>>;
    doer: Exclude<ReturnType<typeof doerOf>, { accepted: false }>;
  },
): [Fact[], typeof reconcileMedia[]] {
  const isTooMuch = Object.keys(assigned).length > ASSIGNED_MAX;
  const remembered = isTooMuch ? ofThoseHere(room, assigned) : assigned;
  const facts: Fact[] = isSame(breakouts.assigned, remembered)
    ? []
    : [{ type: "BreakoutsAssigned", assigned: remembered, by }];
  const moved = isRunning(breakouts) ? moves(room, wish, by) : [];
  return [[...facts, ...moved], moved.length > 0 ? [reconcileMedia] : []];
}

function isSame(
  a: Readonly<Record<PeerId, BreakoutId>>,
  b: Readonly<Record<PeerId, BreakoutId>>,
): boolean {
  const entries = Object.entries(a);
  return entries.length === Object.keys(b).length &&
    entries.every(([peerId, breakoutId]) => entryOf(b, peerId) === breakoutId);
}

/** Everybody who does not lead the meeting, spread evenly. */
function dealt(
  room: Readonly<Room>,
  rooms: readonly Breakout[],
  seed: string,
): Record<PeerId, BreakoutId> {
  const led = Object.keys(room.peers).filter((peerId) => !leads(room, peerId));
  const pairs = shuffled(led, seed).flatMap((peerId, index) => {
    const breakout = rooms[index % rooms.length];
    return breakout ? [[peerId, breakout.id] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function leads(room: Readonly<Room>, peerId: PeerId): boolean {
  const role = peerOf(room, peerId)?.role;
  return role === "host" || role === "cohost";
}
