/**
 * Numbers of media planes. Each owner begins its own, far above all that a former one can have given:
 * clients ignore older ones, and what a former owner told without the log its heir can't know of.
 */
import type { Room } from "./state.ts";

/** More planes than one owner ever makes. */
const GENERATIONS_PER_EPOCH = 1_000_000;

/** The first generation of an owner's own. */
export function firstOf(epoch: number): number {
  return epoch * GENERATIONS_PER_EPOCH;
}

/** For the fact that makes a plane: where it begins, unless that is simply the next generation. */
export function leap(
  { generations }: Pick<Room, "generations">,
  epoch: number,
): { generation?: number } {
  const first = firstOf(epoch);
  return first > generations + 1 ? { generation: first } : {};
}
