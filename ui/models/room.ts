/** The room as a signal, kept whole: a gap in the revisions leads to a snapshot. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type PeerId, type RoomChange, type RoomSnapshot, seesAnew } from "../../protocol/mod.ts";
import type { LinkEvent } from "../link/link_event.ts";
import { createEmitter } from "./emitter.ts";
import {
  type Changes,
  isOlder,
  type Position,
  receiveChanges,
  receiveSnapshot,
  type Roster,
} from "./roster.ts";

/** What the model needs of a link. */
export interface RoomSource {
  on(listener: (event: LinkEvent) => void): () => void;
  sync(): Promise<void>;
}

/**
 * What listeners are told, before anything that reads the roster runs: one change and the rosters
 * around its message, or that a snapshot took the place of whatever happened meanwhile.
 */
export interface Heard {
  readonly change: RoomChange | null;
  readonly before: Roster;
  readonly after: Roster;
}

export interface RoomModel {
  readonly roster: ReadonlySignal<Roster | undefined>;
  /** Tells what happens, not what was there when we came. Returns its own unsubscribe. */
  on(listener: (heard: Heard) => void): () => void;
  dispose(): void;
}

export function createRoomModel(link: RoomSource, selfId: PeerId): RoomModel {
  const roster = signal<Roster | undefined>(undefined);
  const news = createEmitter<Heard>();
  /** The newest news heard of; a snapshot older than this is not enough. */
  let heardOf: Position = { epoch: 0, rev: 0 };

  function receive(event: LinkEvent): void {
    switch (event.type) {
      case "joined":
        return take(event.joined, true);
      case "resumed": {
        const { epoch, snapshot, missed } = event.resumed;
        if (snapshot) take({ epoch, snapshot });
        if (missed) change({ ...missed, epoch });
        return;
      }
      case "snapshot":
        return take(event);
      case "changes":
        return change(event);
      case "opened":
      case "lobby":
      case "media":
      case "signal":
      case "status":
      case "ended":
        return;
      default:
        return event satisfies never;
    }
  }

  function take(taken: { epoch: number; snapshot: RoomSnapshot }, isFirst = false): void {
    const before = roster.peek();
    const after = receiveSnapshot(isFirst ? undefined : before, taken);
    batch(() => {
      roster.value = after;
      if (before && !isFirst) news.emit({ change: null, before, after });
    });
    const position = { epoch: taken.epoch, rev: taken.snapshot.rev };
    if (isFirst) heardOf = position;
    else if (isOlder(position, heardOf)) sync();
    else heardOf = position;
  }

  function change(change: Changes): void {
    const before = roster.peek();
    if (!before) return; // Before the answer to the join, which holds it all.
    const position = { epoch: change.epoch, rev: change.to };
    if (isOlder(heardOf, position)) heardOf = position;
    const received = receiveChanges(before, change);
    if (received.kind === "gap") return sync();
    if (received.kind === "old") return;
    const after = received.roster;
    batch(() => {
      roster.value = after;
      for (const each of change.changes) news.emit({ change: each, before, after });
    });
    if (isSeenAnew(before, after)) sync();
  }

  function isSeenAnew(before: Roster, after: Roster): boolean {
    const was = selfIn(before);
    const is = selfIn(after);
    return was !== undefined && is !== undefined && seesAnew(
      { self: was, settings: before.meeting.settings },
      { self: is, settings: after.meeting.settings },
    );
  }

  const selfIn = ({ peers }: Roster) => peers.find(({ id }) => id === selfId);

  /** A failure needs no retry: it means the connection is gone, and resuming brings what is missing. */
  function sync(): void {
    link.sync().catch(() => {});
  }

  return {
    roster,
    on: news.on,
    dispose: link.on(receive),
  };
}
