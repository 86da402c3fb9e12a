/** What of a room is streamed. Pure. */
import { Source, STREAMED_TRACKS_MAX } from "../../../protocol/mod.ts";
import type { Reach } from "../taps.ts";
import type { Peer, Room } from "../state.ts";

/** People in breakouts are among themselves. */
export const STREAMED: Reach = {
  sources: Source.options,
  tracksMax: STREAMED_TRACKS_MAX,
  breakouts: false,
};

/** Whether a live stream shows what somebody sends now. */
export function isStreamed(room: Readonly<Room>, { breakout }: Peer): boolean {
  const { live, settings } = room.meeting;
  return live !== null && !settings.encrypted && breakout === undefined;
}
