/** What goes with people who go from one breakout to another. Pure. */
import type { BreakoutId, PeerId } from "../../../protocol/mod.ts";
import { may, peerOf } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { By } from "../by.ts";
import type { Fact } from "../facts.ts";
import type { Breakouts } from "../meeting.ts";
import { type Peer, PEERS_MAX, type Room } from "../state.ts";

/** People who are assigned, those who left included. */
export const ASSIGNED_MAX = 2 * PEERS_MAX;
/** People who left and whose breakout is remembered. */
export const AWAY_MAX = 2 * PEERS_MAX;

export type Where = Readonly<Record<PeerId, BreakoutId | null>>;

/** Breakouts that people may be in. */
export type Running = Breakouts & { status: "open" | "closing" };

/** Whether people may be in breakouts now. */
export function isRunning(breakouts: Breakouts | null): breakouts is Running {
  return breakouts !== null && breakouts.status !== "planned";
}

/** Whether somebody may go there by themselves now; null: the main room. */
export function mayEnter(room: Readonly<Room>, peer: Peer, to: BreakoutId | null): boolean {
  const { breakouts } = room.meeting;
  if (!isRunning(breakouts)) return false;
  return to === null || breakouts.choose || entryOf(breakouts.assigned, peer.id) === to ||
    may(room, peer, "breakouts");
}

/** Where somebody is who takes a seat: where they were, or else where they are assigned. */
export function breakoutOnJoin(room: Readonly<Room>, peerId: PeerId): Pick<Peer, "breakout"> {
  const breakout = placeOf(room, peerId);
  return breakout === undefined ? {} : { breakout };
}

function placeOf(
  { peers, meeting: { breakouts } }: Readonly<Room>,
  peerId: PeerId,
): BreakoutId | undefined {
  const seated = entryOf(peers, peerId);
  if (seated) return seated.breakout;
  if (!isRunning(breakouts)) return undefined;
  const left = entryOf(breakouts.away, peerId);
  return left === undefined ? entryOf(breakouts.assigned, peerId) : left ?? undefined;
}

/**
 * Brings people who are in the room where they should be; nothing for those who are there. Help that
 * a breakout asked for has come with somebody who may give it.
 */
export function moves(room: Readonly<Room>, where: Where, by: By): Fact[] {
  const { breakouts } = room.meeting;
  const going = Object.entries(where).flatMap(([peerId, to]) => {
    const peer = peerOf(room, peerId);
    return peer && (peer.breakout ?? null) !== to ? [{ peer, to }] : [];
  });
  if (!breakouts || going.length === 0) return [];
  const moved = Object.fromEntries(going.map(({ peer, to }) => [peer.id, to]));
  return [
    { type: "PeersMoved", moved, by },
    ...helped(room, breakouts, going),
  ];
}

function helped(
  room: Readonly<Room>,
  { helpAsked }: Breakouts,
  going: readonly { peer: Peer; to: BreakoutId | null }[],
): Fact[] {
  const helpers = going.filter(({ peer }) => may(room, peer, "breakouts"));
  const reached = new Set(helpers.flatMap(({ to }) => to === null ? [] : [to]));
  return [...reached].flatMap((breakoutId) => {
    const peerId = entryOf(helpAsked, breakoutId);
    return peerId === undefined
      ? []
      : [{ type: "HelpAsked", breakoutId, peerId, asking: false } as const];
  });
}

/** As far as it is about people who are in the room. */
export function ofThoseHere<T>(
  room: Readonly<Room>,
  record: Readonly<Record<PeerId, T>>,
): Record<PeerId, T> {
  return Object.fromEntries(Object.entries(record).filter(([peerId]) => peerOf(room, peerId)));
}

/** Everybody who is in a breakout, to the main room. */
export function everybodyHome({ peers }: Readonly<Room>): Where {
  const away = Object.values(peers).filter(({ breakout }) => breakout !== undefined);
  return Object.fromEntries(away.map(({ id }) => [id, null]));
}
