/** Breakouts that are open: their beginning and end, going from one to another, asking for help. */
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf, seatOf } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { By } from "../by.ts";
import type { Body, Command, Verdict } from "../commands.ts";
import { type Effect, reconcileMedia } from "../effects.ts";
import type { Breakouts } from "../meeting.ts";
import type { Room } from "../state.ts";
import { everybodyHome, isRunning, mayEnter, moves } from "./moving.ts";
import { isOneOf, noneYet, unknown } from "./planning.ts";

type From = Command["from"];

export function openBreakouts(
  room: Readonly<Room>,
  from: From,
  { durationMs }: Body<"openBreakouts">,
  now: number,
): Verdict {
  const doer = doerOf(room, from, "breakouts");
  if (!("by" in doer)) return doer;
  const { breakouts } = room.meeting;
  if (!breakouts) return noneYet("open breakouts");
  if (isRunning(breakouts)) {
    return refuse("wrong-state", `Cannot open the breakouts: they are ${breakouts.status}`);
  }
  const { by } = doer;
  const endsAt = durationMs === undefined ? null : now + durationMs;
  return accept(
    [{ type: "BreakoutsOpened", endsAt, by }, ...moves(room, breakouts.assigned, by)],
    [reconcileMedia, ...automaticReturn({ endsAt })],
  );
}

/** A second one may hasten the end, never put it off. */
export function closeBreakouts(
  room: Readonly<Room>,
  from: From,
  { graceMs }: Body<"closeBreakouts">,
  now: number,
): Verdict {
  const doer = doerOf(room, from, "breakouts");
  if (!("by" in doer)) return doer;
  const { breakouts } = room.meeting;
  if (!isRunning(breakouts)) {
    return refuse("wrong-state", "Cannot close the breakouts: they are not open");
  }
  if (graceMs === 0) return close(room, doer.by);
  const endsAt = Math.min(breakouts.endsAt ?? Infinity, now + graceMs);
  if (breakouts.status === "closing" && breakouts.endsAt === endsAt) return accept();
  return accept(
    [{ type: "BreakoutsClosing", endsAt, by: doer.by }],
    [...automaticReturn({ endsAt })],
  );
}

/** The time of the breakouts is over, unless it was changed meanwhile. */
export function endBreakouts(room: Readonly<Room>, now: number): Verdict {
  const { breakouts } = room.meeting;
  if (room.ended || !isRunning(breakouts) || breakouts.endsAt === null) return accept();
  // The clock of the owner that took over may be behind.
  if (now < breakouts.endsAt) return accept([], [...automaticReturn(breakouts)]);
  return close(room, { kind: "room" });
}

export function enterBreakout(
  room: Readonly<Room>,
  from: From,
  { breakoutId }: Body<"enterBreakout">,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  const { breakouts } = room.meeting;
  if (!isRunning(breakouts)) {
    return refuse("wrong-state", "Cannot change rooms: the breakouts are not open");
  }
  if (breakoutId !== null && !isOneOf(breakouts, breakoutId)) return unknown(breakoutId);
  if (!mayEnter(room, peer, breakoutId)) {
    return refuse("forbidden", "Cannot enter: the sender is assigned to another breakout");
  }
  const facts = moves(room, { [peer.id]: breakoutId }, { kind: "peer", peerId: peer.id });
  return accept(facts, facts.length > 0 ? [reconcileMedia] : []);
}

/** Anybody in the breakout may say that it is settled. */
export function askForHelp(
  room: Readonly<Room>,
  from: From,
  { asking }: Body<"askForHelp">,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer: { id: peerId, breakout: breakoutId } } = seat;
  const { breakouts } = room.meeting;
  if (!isRunning(breakouts) || breakoutId === undefined) {
    return refuse("wrong-state", "Cannot ask for help: the sender is in the main room");
  }
  const asker = entryOf(breakouts.helpAsked, breakoutId);
  if (asking ? asker === peerId : asker === undefined) return accept();
  return accept([{
    type: "HelpAsked",
    breakoutId,
    peerId: asking ? peerId : asker ?? peerId,
    asking,
  }]);
}

/** The timer that the breakouts call for, if one. */
export function automaticReturn(breakouts: Pick<Breakouts, "endsAt"> | null): Effect[] {
  const at = breakouts?.endsAt ?? null;
  return at === null ? [] : [{ type: "endBreakoutsAt", at }];
}

function close(room: Readonly<Room>, by: By): Verdict {
  const home = moves(room, everybodyHome(room), by);
  return accept([...home, { type: "BreakoutsClosed", by }], [reconcileMedia]);
}
