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

/** What a room is tapped for; each is one process's at a time. */
export type Purpose = "captions" | "recording" | "live";
const PURPOSES = ["captions", "recording", "live"] as const satisfies readonly Purpose[];

/** How the ids of a purpose's taps begin. */
const PREFIX: Readonly<Record<Purpose, string>> = {
  captions: "c",
  recording: "r",
  live: "l",
};

/** What of the room a process gets. */
export interface Reach {
  readonly sources: readonly Source[];
  /** Tracks at most; those that are on come first. */
  readonly tracksMax: number;
  /** Whether it gets people in breakouts too. */
  readonly breakouts: boolean;
}

/** A process that wants to receive. */
export interface Tapper extends Reach {
  /** Names it in the ids of its taps; up to the first colon it is the process's id. */
  readonly name: string;
  readonly listener: TapListener;
}

/** Null: nobody wants to receive. `undecided`: who does is not known yet, and what is there stays. */
export type Tappers = Readonly<Record<Purpose, Tapper | null | "undecided">>;

export interface Taps {
  readonly steps: ReadonlyMap<TapId, Ensure<"ensureTap">>;
  /** What is there for these stays. */
  readonly undecided: readonly Purpose[];
}

export const NO_TAPS: Taps = { steps: new Map(), undecided: [] };

/**
 * Taps are made where the room's media is in use. When the room moves they are made anew on the next
 * node, under other ids and with other keys, towards the same listener; timestamps stay the sender's
 * own, so that its timeline goes on. Nobody taps what is encrypted from end to end.
 */
export function wantedTaps(room: Readonly<Room>, use: Use, tappers: Tappers): Taps {
  if (use !== "active" || room.meeting.settings.encrypted) return NO_TAPS;
  const steps = PURPOSES.flatMap((purpose) => {
    const tapper = tappers[purpose];
    if (tapper === null || tapper === "undecided") return [];
    return tappedTracks(room, tapper).map((track): Ensure<"ensureTap"> => ({
      type: "ensureTap",
      tapId: tapOf(purpose, tapper.name, track),
      producerId: track.nodeId,
      listener: tapper.listener,
    }));
  });
  return {
    steps: new Map(steps.map((step) => [step.tapId, step])),
    undecided: PURPOSES.filter((purpose) => tappers[purpose] === "undecided"),
  };
}

/** Whether a tap that is there may stay. */
export function mayStay({ steps, undecided }: Taps, id: TapId): boolean {
  return steps.has(id) || undecided.some((purpose) => isFor(purpose, id));
}

/** The process that taps of that purpose are for, if there are any. */
export function tappedFor(purpose: Purpose, taps: Iterable<TapId>): string | undefined {
  for (const id of taps) if (isFor(purpose, id)) return id.split(":")[1];
  return undefined;
}

/** A track as media nodes know it, and whose it is. */
export interface TappedTrack {
  readonly peer: Peer;
  readonly producer: Producer;
  readonly nodeId: ProducerId;
}

/** The id of the tap by which a process gets a track. */
export function tapOf(purpose: Purpose, name: string, { nodeId, producer }: TappedTrack): TapId {
  return tapId(`${PREFIX[purpose]}:${name}`, nodeId, producer.generation);
}

/** The tracks that a process gets now. Muted ones too, as long as there is room: nobody's first word is lost. */
export function tappedTracks(
  room: Readonly<Room>,
  { sources, tracksMax, breakouts }: Reach,
): TappedTrack[] {
  const peers = Object.values(room.peers)
    .filter(({ breakout }) => breakouts || breakout === undefined);
  const tracks = peers.flatMap((peer) =>
    (planeOf(peer, "active")?.producers ?? [])
      .filter(({ source }) => sources.includes(source))
      .map((producer): TappedTrack => ({ peer, producer, nodeId: nodeIdOf(producer) }))
  );
  const { on = [], off = [] } = Object.groupBy(
    tracks,
    ({ producer: { paused } }) => paused ? "off" : "on",
  );
  return [...on, ...off].slice(0, tracksMax);
}

const isFor = (purpose: Purpose, id: TapId) => id.startsWith(`${PREFIX[purpose]}:`);
const nodeIdOf = ({ id, openedRev }: Producer) => nodeProducerId(id, openedRev);
