import { assertEquals } from "@std/assert";
import type { RoomSnapshot } from "../../protocol/mod.ts";
import type { Roster } from "./roster.ts";
import { until } from "./until.ts";

/** Each time something else may have happened meanwhile. */
const QUESTIONS_MAX = 20;

interface Member {
  readonly roster: Roster;
  /** The room as its owner knows it. */
  ask(): Promise<RoomSnapshot>;
}

/**
 * Invariant 7: resolves once everybody sees what the room's owner knows, to what that is. News are on
 * their way after its answer, and by the time they are there it may know more: then it is asked again.
 */
export async function untilConverged(everybody: readonly Member[]): Promise<RoomSnapshot> {
  const [asking] = everybody;
  if (!asking) throw new Error("Cannot compare: nobody is there");
  const revs = () => everybody.map(({ roster }) => roster.rev);
  for (let question = 1;; question++) {
    const truth = await asking.ask();
    const seen = await until(
      `everybody is at revision ${truth.rev}`,
      revs,
      (seen) => seen.every((rev) => rev >= truth.rev),
    );
    if (seen.some((rev) => rev > truth.rev) && question < QUESTIONS_MAX) continue;
    assertEquals(seen, everybody.map(() => truth.rev));
    for (const { roster } of everybody) assertEquals(roster.peers, truth.peers);
    return truth;
  }
}
