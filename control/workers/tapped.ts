/** Which tracks of a room a worker gets, as it is told of them. Pure. */
import {
  producerOfNode,
  type RecordedTrack,
  type TapInfo,
  type TapListener,
} from "../../protocol/mod.ts";
import {
  type Purpose,
  type Reach,
  type Room,
  tapOf,
  tappedTracks,
  type Tapper,
} from "../room/mod.ts";

/** What a room is tapped for, and how much of it. */
export interface Interest {
  readonly purpose: Purpose;
  readonly reach: Reach;
}

/** The worker as it receives of the room. */
export function tapperOf(name: string, listener: TapListener, { reach }: Interest): Tapper {
  return { name, listener, ...reach };
}

/** Tracks that there are now, with their taps or without. */
export const trackCount = (room: Readonly<Room>, { reach }: Interest): number =>
  tappedTracks(room, reach).length;

/**
 * The tracks whose taps are there. One that is being tapped anew, since the room moves, is brought by the
 * tap `before` until then: media may flow there to the last, and the worker changes without a gap.
 */
export function tracksFor(
  room: Readonly<Room>,
  name: string,
  { purpose, reach, taps, before }: Interest & {
    readonly taps: ReadonlyMap<string, TapInfo>;
    readonly before: readonly RecordedTrack[];
  },
): RecordedTrack[] {
  const former = new Map(before.map(({ tap }) => [producerOfNode(tap.producerId), tap]));
  return tappedTracks(room, reach).flatMap((track) => {
    const tap = taps.get(tapOf(purpose, name, track)) ?? former.get(track.producer.id);
    const { peer: { id: peerId, name: person }, producer: { source, paused } } = track;
    return tap ? [{ peerId, name: person, source, paused, tap }] : [];
  });
}
