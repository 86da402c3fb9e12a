/** Which tracks of a room a recorder keeps. Pure. */
import {
  producerOfNode,
  type RecordedTrack,
  type TapInfo,
  type TapListener,
} from "../../protocol/mod.ts";
import { RECORDED, type Room, tapOf, tappedTracks, type Tapper } from "../room/mod.ts";

/** The recorder as it receives of the room. */
export function tapperOf(name: string, listener: TapListener): Tapper {
  return { name, listener, ...RECORDED };
}

/** Tracks that a recording of the room has now, with their taps or without. */
export const trackCount = (room: Readonly<Room>): number => tappedTracks(room, RECORDED).length;

/**
 * The tracks whose taps are there. One that is being tapped anew, since the room moves, is brought by the
 * tap `before` until then: media may flow there to the last, and the recorder changes without a gap.
 */
export function recordedTracks(
  room: Readonly<Room>,
  name: string,
  { taps, before }: {
    taps: ReadonlyMap<string, TapInfo>;
    before: readonly RecordedTrack[];
  },
): RecordedTrack[] {
  const former = new Map(before.map(({ tap }) => [producerOfNode(tap.producerId), tap]));
  return tappedTracks(room, RECORDED).flatMap((track) => {
    const tap = taps.get(tapOf("recording", name, track)) ?? former.get(track.producer.id);
    const { peer: { id: peerId, name: person }, producer: { source, paused } } = track;
    return tap ? [{ peerId, name: person, source, paused, tap }] : [];
  });
}
