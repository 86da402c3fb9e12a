/** Whose words of a room are to be written down. Pure. */
import { type TapInfo, type TapListener, type Voice, VOICES_MAX } from "../../protocol/mod.ts";
import { type Reach, type Room, tapOf, tappedTracks, type Tapper } from "../room/mod.ts";

const WHAT: Reach = { sources: ["mic"], tracksMax: VOICES_MAX, breakouts: true };

/**
 * Whether anything is to be written down now: never what servers must not hear. A room on its way
 * from node to node keeps its transcriber.
 */
export function isCaptioned(room: Readonly<Room>): boolean {
  const { captions, encrypted } = room.meeting.settings;
  return captions && !encrypted && !room.ended &&
    Object.values(room.peers).some(({ producers }) =>
      Object.values(producers).some(({ source }) => source === "mic")
    );
}

/** The transcriber as it receives of the room. */
export function tapperOf(name: string, listener: TapListener): Tapper {
  return { name, listener, ...WHAT };
}

/** The voices whose taps are there. */
export function voicesOf(
  room: Readonly<Room>,
  name: string,
  taps: ReadonlyMap<string, TapInfo>,
): Voice[] {
  return tappedTracks(room, WHAT).flatMap((track) => {
    const tap = taps.get(tapOf("captions", name, track));
    return tap ? [{ peerId: track.peer.id, tap }] : [];
  });
}
