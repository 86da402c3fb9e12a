/** What other processes of the platform are to receive of a room: its taps. Pure. */
import {
  nodeProducerId,
  type ProducerId,
  type Source,
  type TapId,
  tapId,
  type TapListener,
} from "../../protocol/mod.ts";
import type { Ensure } from "./plan.ts";
import { planeOf, type Use } from "./planes.ts";
import type { Peer, Producer, Room } from "./state.ts";

/** A process that wants to receive. */
export interface Tapper {
  /** Names it in the ids of its taps. */
  readonly name: string;
  readonly listener: TapListener;
  readonly sources: readonly Source[];
  /** Tracks at most; those that are on come first. */
  readonly tracksMax: number;
}

/** `undecided`: who wants to receive is not known yet, and what is there stays. */
export type Tappers = readonly Tapper[] | "undecided";

export type Taps = ReadonlyMap<TapId, Ensure<"ensureTap">>;

/**
 * Taps are made where the room's media is in use. When the room moves they are made anew on the next
 * node, under other ids and with other keys, towards the same listener; timestamps stay the sender's
 * own, so that its timeline goes on. Nobody taps what is encrypted from end to end.
 */
export function wantedTaps(
  room: Readonly<Room>,
  use: Use,
  tappers: Tappers,
): Taps | undefined {
  if (tappers === "undecided") return undefined;
  if (use !== "active" || room.meeting.settings.encrypted) return new Map();
  const steps = tappers.flatMap((tapper) =>
    tappedTracks(room, tapper).map(({ nodeId, generation }): Ensure<"ensureTap"> => ({
      type: "ensureTap",
      tapId: tapId(tapper.name, nodeId, generation),
      producerId: nodeId,
      listener: tapper.listener,
    }))
  );
  return new Map(steps.map((step) => [step.tapId, step]));
}

/** A track as media nodes know it, and whose it is. */
export interface TappedTrack {
  readonly peer: Peer;
  readonly nodeId: ProducerId;
  readonly generation: number;
}

/** The tracks that a process gets now. Muted ones too, as long as there is room: nobody's first word is lost. */
export function tappedTracks(
  room: Readonly<Room>,
  { sources, tracksMax }: Pick<Tapper, "sources" | "tracksMax">,
): TappedTrack[] {
  const tracks = Object.values(room.peers).flatMap((peer) =>
    (planeOf(peer, "active")?.producers ?? [])
      .filter(({ source }) => sources.includes(source))
      .map((producer) => ({ peer, producer }))
  );
  const { on = [], off = [] } = Object.groupBy(
    tracks,
    ({ producer: { paused } }) => paused ? "off" : "on",
  );
  return [...on, ...off].slice(0, tracksMax).map(({ peer, producer }) => ({
    peer,
    nodeId: nodeIdOf(producer),
    generation: producer.generation,
  }));
}

const nodeIdOf = ({ id, openedRev }: Producer) => nodeProducerId(id, openedRev);
