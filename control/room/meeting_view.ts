/** The meeting as one reader may see it. */
import { EMPTY_MEETING, type MeetingView } from "../../protocol/mod.ts";
import type { Peer, Room } from "./state.ts";

export function meetingView(
  { meeting: { settings, spotlight, notices } }: Readonly<Room>,
  _reader: Peer | "service",
): MeetingView {
  return {
    ...EMPTY_MEETING,
    settings,
    spotlight,
    notices: Object.values(notices),
  };
}
