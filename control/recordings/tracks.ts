/** Which tracks of a room a recorder keeps. Pure. */
import type { RecordedTrack, TapInfo, TapListener } from "../../protocol/mod.ts";
import { RECORDED, type Room, tapOf, tappedTracks, type Tapper } from "../room/mod.ts";

/** The recorder as it receives of the room. */
export function tapperOf(name: string, listener: TapListener): Tapper {
  return { name, listener, ...RECORDED };
}

/** Tracks that a recording of the room has now, with their taps or without. */
export const trackCount = (room: Readonly<Room>): number => tappedTracks(room, RECORDED).length;

/** The tracks whose taps are there. */
export function recordedTracks(
  room: Readonly<Room>,
  name: string,
  taps: ReadonlyMap<string, TapInfo>,
): RecordedTrack[] {
  return tappedTracks(room, RECORDED).flatMap((track) => {
    const tap = taps.get(tapOf("recording", name, track));
    const { peer: { id: peerId, name: person }, producer: { source, paused } } = track;
    return tap ? [{ peerId, name: person, source, paused, tap }] : [];
  });
}
