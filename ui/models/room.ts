/** The roster as a signal, kept whole: a gap in the revisions leads to a snapshot. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { RoomSnapshot } from "../../protocol/mod.ts";
import type { LinkEvent } from "../link/room_link.ts";
import { receiveChanges, receiveSnapshot, type Roster } from "./roster.ts";

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
  /** The newest revision heard of; a snapshot older than this is not enough. */
  let heardOf = 0;

  function receive(event: LinkEvent): void {
    switch (event.type) {
      case "joined":
        return take(event.joined.snapshot, true);
      case "resumed": {
        const { snapshot, missed } = event.resumed;
        if (snapshot) take(snapshot);
        if (missed) change(missed);
        return;
      }
      case "snapshot":
        return take(event.snapshot);
      case "changes":
        return change(event);
      case "opened":
      case "media":
      case "status":
      case "ended":
        return;
      default:
        return event satisfies never;
    }
  }

  function take(snapshot: RoomSnapshot, isFirst = false): void {
    roster.value = receiveSnapshot(isFirst ? undefined : roster.peek(), snapshot);
    if (isFirst) heardOf = snapshot.rev;
    else if (snapshot.rev < heardOf) sync();
  }

  function change(event: Parameters<typeof receiveChanges>[1]): void {
    const known = roster.peek();
    if (!known) return; // Before the answer to the join, which holds it all.
    heardOf = Math.max(heardOf, event.to);
    const received = receiveChanges(known, event);
    if (received.kind === "applied") roster.value = received.roster;
    else if (received.kind === "gap") sync();
  }

  /** A failure needs no retry: it means the connection is gone, and resuming brings what is missing. */
  function sync(): void {
    link.sync().catch(() => {});
  }

  return { roster, dispose: link.on(receive) };
}
