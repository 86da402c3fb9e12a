/** Who is in the room, at which revision. Pure. */
import {
  applyChange,
  type PeerView,
  type RoomChange,
  type RoomSnapshot,
} from "../../protocol/mod.ts";

export interface Roster {
  readonly rev: number;
  readonly title: string;
  readonly peers: readonly PeerView[];
}

export interface Changes {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly RoomChange[];
}

/**
 * `applied`: the next revisions, taken over. `old`: known already. `gap`: something between is
 * missing, so a snapshot is needed; guessing is not allowed.
 */
export type Received = { kind: "applied"; roster: Roster } | { kind: "old" } | { kind: "gap" };

export function receiveChanges(roster: Roster, { from, to, changes }: Changes): Received {
  if (to <= roster.rev) return { kind: "old" };
  if (from !== roster.rev) return { kind: "gap" };
  return {
    kind: "applied",
    roster: { ...roster, rev: to, peers: changes.reduce(applyChange, roster.peers) },
  };
}

/** A snapshot older than what is known (answers may overtake each other) changes nothing. */
export function receiveSnapshot(roster: Roster | undefined, snapshot: RoomSnapshot): Roster {
  if (roster && snapshot.rev < roster.rev) return roster;
  return { rev: snapshot.rev, title: snapshot.title, peers: snapshot.peers };
}

/** Names of those who came and went between two rosters, for announcements. */
export function comings(
  before: readonly PeerView[],
  after: readonly PeerView[],
): { joined: PeerView[]; left: PeerView[] } {
  const had = new Set(before.map(({ id }) => id));
  const has = new Set(after.map(({ id }) => id));
  return {
    joined: after.filter(({ id }) => !had.has(id)),
    left: before.filter(({ id }) => !has.has(id)),
  };
}
