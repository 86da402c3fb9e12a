/** The roster as a signal, kept whole: a gap in the revisions leads to a snapshot. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { RoomSnapshot } from "../../protocol/mod.ts";
import type { LinkEvent } from "../link/link_event.ts";
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

export interface RoomModel {
  readonly roster: ReadonlySignal<Roster | undefined>;
  dispose(): void;
}

export function createRoomModel(link: RoomSource): RoomModel {
  const roster = signal<Roster | undefined>(undefined);
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

  function take(news: { epoch: number; snapshot: RoomSnapshot }, isFirst = false): void {
    roster.value = receiveSnapshot(isFirst ? undefined : roster.peek(), news);
    const position = { epoch: news.epoch, rev: news.snapshot.rev };
    if (isFirst) heardOf = position;
    else if (isOlder(position, heardOf)) sync();
    else heardOf = position;
  }

  function change(change: Changes): void {
    const known = roster.peek();
    if (!known) return; // Before the answer to the join, which holds it all.
    const position = { epoch: change.epoch, rev: change.to };
    if (isOlder(heardOf, position)) heardOf = position;
    const received = receiveChanges(known, change);
    if (received.kind === "applied") roster.value = received.roster;
    else if (received.kind === "gap") sync();
  }

  /** A failure needs no retry: it means the connection is gone, and resuming brings what is missing. */
  function sync(): void {
    link.sync().catch(() => {});
  }

  return { roster, dispose: link.on(receive) };
}
