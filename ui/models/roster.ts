/** Who is in the room and what the meeting is beside them, at which revision. Pure. */
import {
  applyChange,
  applyMeetingChange,
  EMPTY_MEETING,
  type MeetingView,
  type PeerView,
  type RoomChange,
  type RoomSnapshot,
} from "../../protocol/mod.ts";

export interface Roster {
  /** Of the owner whose word this is. */
  readonly epoch: number;
  readonly rev: number;
  readonly title: string;
  readonly peers: readonly PeerView[];
  /** As this person may see it. */
  readonly meeting: MeetingView;
}

export interface Changes {
  readonly epoch: number;
  /** The first word of a new owner. */
  readonly adopted?: true | undefined;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly RoomChange[];
}

/**
 * `applied`: the next revisions, taken over. `old`: known already, or of an owner of the past. `gap`:
 * something between is missing, so a snapshot is needed; guessing is not allowed.
 */
export type Received = { kind: "applied"; roster: Roster } | { kind: "old" } | { kind: "gap" };

/**
 * A new owner may not know the last revisions of the one before, which were said and never written.
 * It says the same numbers again for other facts; so it is followed only from its own first word,
 * and only where that begins at what is known.
 */
export function receiveChanges(roster: Roster, change: Changes): Received {
  const { epoch, adopted, from, to, changes } = change;
  if (epoch < roster.epoch) return { kind: "old" };
  if (epoch > roster.epoch && !(adopted && epoch === roster.epoch + 1)) return { kind: "gap" };
  if (epoch === roster.epoch && to <= roster.rev) return { kind: "old" };
  if (from !== roster.rev) return { kind: "gap" };
  return {
    kind: "applied",
    roster: {
      ...roster,
      epoch,
      rev: to,
      peers: changes.reduce(applyChange, roster.peers),
      meeting: changes.reduce(applyMeetingChange, roster.meeting),
    },
  };
}

/**
 * A snapshot older than what is known (answers may overtake each other) changes nothing. One of a
 * later owner replaces even higher revisions.
 */
export function receiveSnapshot(
  roster: Roster | undefined,
  { epoch, snapshot }: { epoch: number; snapshot: RoomSnapshot },
): Roster {
  if (roster && isOlder({ epoch, rev: snapshot.rev }, roster)) return roster;
  const { rev, title, peers, meeting = EMPTY_MEETING } = snapshot;
  return { epoch, rev, title, peers, meeting };
}

/** Where a client is in a room's history. */
export type Position = Pick<Roster, "epoch" | "rev">;

/** Whether `a` tells less of the room than `b`. */
export function isOlder(a: Position, b: Position): boolean {
  return a.epoch === b.epoch ? a.rev < b.rev : a.epoch < b.epoch;
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
