/** What of a room is recorded, and how much of its pictures. Pure. */
import { RECORDED_TRACKS_MAX, Source } from "../../../protocol/mod.ts";
import { type Layered, layerSizes } from "../layers.ts";
import type { Peer, Room } from "../state.ts";
import type { Reach } from "../taps.ts";

/** Pictures are recorded with so many lines, where their senders have as many. */
export const RECORDED_LINES = 720;

/** People in breakouts are among themselves. */
export const RECORDED: Reach = {
  sources: Source.options,
  tracksMax: RECORDED_TRACKS_MAX,
  breakouts: false,
};

/** Whether a recording keeps what somebody sends now. */
export function isRecorded(room: Readonly<Room>, { breakout }: Peer): boolean {
  const { recording, settings } = room.meeting;
  return recording !== null && !recording.paused && !settings.encrypted && breakout === undefined;
}

/** The spatial layer that a recording needs, 0 the smallest; all of a screen. Upright pictures have their lines across. */
export function recordedLayer(track: Layered): number {
  if (track.source === "screen") return Infinity;
  const layer = layerSizes(track)
    .findIndex(({ width, height }) => Math.min(width, height) >= RECORDED_LINES);
  return layer === -1 ? Infinity : layer;
}
