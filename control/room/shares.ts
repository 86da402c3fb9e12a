/** Where one screen is shared at a time, the newest takes the place of the others. Pure. */
import {
  type ProducerId,
  RIGHT_OF_SOURCE,
  type Settings,
  type Source,
} from "../../protocol/mod.ts";
import { entryOf } from "./bounded.ts";
import type { By } from "./by.ts";
import type { Fact } from "./facts.ts";
import type { Peer, Room } from "./state.ts";

interface Opening {
  readonly id: ProducerId;
  readonly source: Source;
}

/** What ends because somebody begins to share. A share that is said once more displaces nobody. */
export function displacedShares(
  room: Readonly<Room>,
  sharer: Peer,
  opening: readonly Opening[],
): Fact[] {
  if (room.meeting.settings.shares !== "one") return [];
  const isNew = opening.some(({ id, source }) =>
    source === "screen" && !entryOf(sharer.producers, id)
  );
  return isNew ? othersEnd(room, sharer, { kind: "peer", peerId: sharer.id }) : [];
}

/** What ends because only one may be shared from now on: all but the newest where people are together. */
export function surplusShares(room: Readonly<Room>, settings: Settings, by: By): Fact[] {
  if (settings.shares !== "one") return [];
  const sharers = Object.values(room.peers)
    .map((peer) => ({ peer, sharedRev: sharedRevOf(peer) }))
    .filter(({ sharedRev }) => sharedRev >= 0)
    .sort((a, b) => b.sharedRev - a.sharedRev);
  const together = Map.groupBy(sharers, ({ peer }) => peer.breakout);
  return [...together.values()].flatMap(([newest]) =>
    newest ? othersEnd(room, newest.peer, by) : []
  );
}

/** The revision at which somebody's newest screen was opened; -1: none is. */
const sharedRevOf = ({ producers }: Peer): number =>
  Math.max(
    -1,
    ...Object.values(producers).filter(({ source }) => source === "screen")
      .map(({ openedRev }) => openedRev),
  );

function othersEnd(room: Readonly<Room>, sharer: Peer, by: By): Fact[] {
  return Object.values(room.peers)
    .filter((peer) => peer.id !== sharer.id && peer.breakout === sharer.breakout)
    .flatMap((peer) =>
      Object.values(peer.producers)
        .filter(({ source }) => RIGHT_OF_SOURCE[source] === "share")
        .map(({ id: producerId }): Fact => ({
          type: "ProducerClosed",
          peerId: peer.id,
          producerId,
          by,
          replacedBy: sharer.id,
        }))
    );
}
