/** Who is where, and who is to be: breakouts as panels show them. Pure. */
import {
  type Breakout,
  BREAKOUTS_MAX,
  type BreakoutsView,
  type PeerId,
  type PeerView,
} from "../../../protocol/mod.ts";

export interface RoomOf {
  readonly breakout: Breakout;
  /** Those who are in it; before it opens those who will be. */
  readonly people: readonly PeerView[];
}

export const isRunning = (
  breakouts: BreakoutsView | null,
): breakouts is BreakoutsView => breakouts !== null && breakouts.status !== "planned";

/** Each breakout with its people. */
export function roomsOf(breakouts: BreakoutsView, peers: readonly PeerView[]): RoomOf[] {
  const isOpen = breakouts.status !== "planned";
  const placeOf = (peer: PeerView) => isOpen ? peer.breakout : breakouts.assigned[peer.id];
  const byRoom = Map.groupBy(peers, placeOf);
  return breakouts.rooms.map((breakout) => ({
    breakout,
    people: byRoom.get(breakout.id) ?? [],
  }));
}

export const roomNamed = (
  breakouts: BreakoutsView | null,
  id: string | undefined,
): Breakout | undefined => breakouts?.rooms.find((room) => room.id === id);

/** Where this person is to go and is not yet. */
export function invitationOf(
  breakouts: BreakoutsView | null,
  self: PeerView | undefined,
): Breakout | undefined {
  if (!breakouts || !self) return undefined;
  const id = breakouts.assigned[self.id];
  return id === self.breakout ? undefined : roomNamed(breakouts, id);
}

/** Whether this person may go there now. */
export function mayEnter(
  breakouts: BreakoutsView,
  { selfId, breakoutId, leads }: { selfId: PeerId; breakoutId: string; leads: boolean },
): boolean {
  return isRunning(breakouts) &&
    (leads || breakouts.choose || breakouts.assigned[selfId] === breakoutId);
}

/** So many names: those that were there, and further ones as `nameOf` has them. */
export function namesFor(
  count: number,
  known: readonly string[],
  nameOf: (number: number) => string,
): string[] {
  const length = Math.min(BREAKOUTS_MAX, Math.max(1, Math.floor(count) || 1));
  return Array.from({ length }, (_, index) => known[index] ?? nameOf(index + 1));
}

/** Milliseconds until everybody returns; null: nobody knows. */
export function remainingMs(breakouts: BreakoutsView | null, now: number): number | null {
  if (!isRunning(breakouts) || breakouts.endsAt === null) return null;
  return Math.max(0, breakouts.endsAt - now);
}
