/** The room as one person stands in it: who is near, what may be done. */
import { computed, type ReadonlySignal } from "@preact/signals";
import { EMPTY_MEETING, type PeerId, type Right, rightsOf } from "../../protocol/mod.ts";
import type { Roster } from "./roster.ts";

export type Standing = ReturnType<typeof createStanding>;

export function createStanding(roster: ReadonlySignal<Roster | undefined>, selfId: PeerId) {
  const peers = computed(() => roster.value?.peers ?? []);
  /** Beside the roster, as this person may see it. */
  const meeting = computed(() => roster.value?.meeting ?? EMPTY_MEETING);
  const self = computed(() => peers.value.find(({ id }) => id === selfId));
  /** Those who are in the same breakout, or in the main room as well; oneself among them. */
  const nearby = computed(() => {
    const here = self.value?.breakout;
    return peers.value.filter(({ breakout }) => breakout === here);
  });
  /** Undefined before the room has told. */
  const rights = computed(() => {
    const { settings } = meeting.value;
    return self.value && rightsOf(self.value, settings);
  });
  return {
    peers,
    meeting,
    self,
    nearby,
    rights,
    /** Whether this person may; reads signals. */
    can: (right: Right) => rights.value?.has(right) ?? false,
    /** Whether the room has said that this person may not; reads signals. */
    lacks: (right: Right) => rights.value?.has(right) === false,
  };
}
