/** A peer's media planes: the one in use and the one that stands by. */
import type { PlaneView, View } from "../../protocol/mod.ts";
import type { Peer, Placement, Producer, Room } from "./state.ts";

export type Use = "active" | "standby";

/** One pair of transports and what is, or would be, sent on it. */
export interface Plane {
  readonly use: Use;
  readonly generation: number;
  readonly dtls: Peer["dtls"];
  readonly producers: readonly Producer[];
}

/** Where the room's planes of that use are. */
export function placementOf(room: Readonly<Room>, use: Use): Placement | null {
  return use === "active" ? room.placement : room.standby;
}

export function planeOf(peer: Peer, use: Use): Plane | undefined {
  const tracks = Object.values(peer.producers);
  if (use === "active") {
    const { generation, dtls } = peer;
    // Sent on transports of an earlier generation: gone with them until it is sent anew.
    return { use, generation, dtls, producers: tracks.filter((t) => t.generation === generation) };
  }
  if (!peer.standby) return undefined;
  const { generation, dtls, producers } = peer.standby;
  const sent = tracks.flatMap((track) => {
    const second = producers[track.id];
    return second ? [{ ...track, ...second, generation }] : [];
  });
  return { use, generation, dtls, producers: sent };
}

/** The plane that a generation names, if the peer has it. */
export function planeAt(peer: Peer, generation: number): Plane | undefined {
  if (generation === peer.generation) return planeOf(peer, "active");
  return generation === peer.standby?.generation ? planeOf(peer, "standby") : undefined;
}

/** What a client says of its transports of a generation. */
export function planeViewAt(view: View | undefined, generation: number): PlaneView | undefined {
  if (view?.generation === generation) return view;
  return view?.standby?.generation === generation ? view.standby : undefined;
}
