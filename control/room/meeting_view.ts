/** The meeting as one reader may see it. */
import { EMPTY_MEETING, type MeetingView } from "../../protocol/mod.ts";
import { messagesFor } from "./chat/memory.ts";
import { breakoutsView, helpAskedView } from "./breakouts/news.ts";
import { pollsFor } from "./polls/views.ts";
import type { Peer, Room } from "./state.ts";

export function meetingView(room: Readonly<Room>, reader: Peer | "service"): MeetingView {
  const { settings, spotlight, notices } = room.meeting;
  return {
    ...EMPTY_MEETING,
    settings,
    spotlight,
    breakouts: breakoutsView(room),
    helpAsked: helpAskedView(room, reader),
    ...messagesFor(reader, room.meeting),
    polls: pollsFor(room, reader),
    notices: Object.values(notices),
  };
}
