/** Whose microphones are carried in a room where more are open than anybody can follow. Pure. */
import type { PeerId, ProducerId } from "../../protocol/mod.ts";
import type { Room } from "./state.ts";

/** Open microphones carried at a time, among people who are together. */
export const LAST_N = 12;

/** Who has spoken: seen, never a fact. */
export interface Speech {
  /** Microphones, those that spoke or were opened last first. */
  readonly recent: readonly ProducerId[];
  /** Who has been the loudest for a while. */
  readonly speaker?: PeerId | undefined;
}

export const NO_SPEECH: Speech = { recent: [] };

/**
 * Microphones that are open and not carried. Those that are muted cost nothing and stay as they are, so
 * that nothing has to be done when one is opened.
 */
export function unheard(
  { peers }: Pick<Room, "peers">,
  { recent }: Speech,
  lastN = LAST_N,
): Set<ProducerId> {
  const open = Object.values(peers).flatMap(({ breakout, producers }) =>
    Object.values(producers).filter(({ source, paused }) => source === "mic" && !paused)
      .map(({ id, openedRev }) => ({ id, openedRev, breakout }))
  );
  if (open.length <= lastN) return new Set();
  const rank = new Map(recent.map((id, index) => [id, index]));
  const rankOf = (id: ProducerId) => rank.get(id) ?? Infinity;
  const together = Map.groupBy(open, ({ breakout }) => breakout);
  return new Set([...together.values()].flatMap((group) =>
    group
      // Of those that nobody has heard yet, the ones that came first.
      .sort((a, b) => rankOf(a.id) - rankOf(b.id) || a.openedRev - b.openedRev)
      .slice(lastN).map(({ id }) => id)
  ));
}
