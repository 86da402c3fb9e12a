/** What happened to a room that may have been seen or heard in its call. */
import type { Fact } from "../room/mod.ts";
import type { Transaction } from "../store/mod.ts";
import type { RoomEntry } from "./decode.ts";
import type { Place } from "./place.ts";
import { time } from "./sql.ts";

export async function keepMoment(
  sql: Transaction,
  fact: Fact,
  { roomId, rev, at }: Place,
): Promise<void> {
  const moment = momentOf(fact);
  if (!moment) return;
  const { kind, peerId = null, detail = null } = moment;
  await sql`INSERT INTO room_moments (room_id, rev, kind, at, peer_id, detail)
    VALUES (${roomId}, ${rev}, ${kind}, ${time(at)}, ${peerId}, ${detail}) ON CONFLICT DO NOTHING`;
}

/** Another host has begun to write. */
export async function keepOwner(
  sql: Transaction,
  { roomId, epoch, from, at }: RoomEntry,
): Promise<void> {
  await sql`INSERT INTO room_moments (room_id, rev, kind, at, detail)
    VALUES (${roomId}, ${from}, 'owner', ${time(at)}, ${`${epoch}`}) ON CONFLICT DO NOTHING`;
}

interface Moment {
  readonly kind: "joined" | "left" | "away" | "back" | "media-placed" | "media-lost";
  readonly peerId?: string;
  readonly detail?: string;
}

function momentOf(fact: Fact): Moment | undefined {
  switch (fact.type) {
    case "PeerJoined":
      return { kind: "joined", peerId: fact.peerId };
    case "PeerLeft":
      return { kind: "left", peerId: fact.peerId };
    case "PeerDisconnected":
      return { kind: "away", peerId: fact.peerId };
    case "PeerConnected":
      return { kind: "back", peerId: fact.peerId };
    case "MediaPlaced":
      return { kind: "media-placed", detail: fact.nodeId };
    case "StandbyPromoted":
      return { kind: fact.lost ? "media-lost" : "media-placed", detail: fact.nodeId };
    case "MediaLost":
      return { kind: "media-lost", detail: fact.nodeId };
    default: // Not of media's or a connection's course.
      return undefined;
  }
}
