/** The meeting as one reader may see it. */
import { EMPTY_MEETING, type MeetingView } from "../../protocol/mod.ts";
import { may } from "./access.ts";
import { messagesFor } from "./chat/memory.ts";
import { breakoutsView, helpAskedView } from "./breakouts/news.ts";
import { pollsFor } from "./polls/views.ts";
import { keptOutView, lobbyView } from "./lobby/news.ts";
import { liveView } from "./live/status.ts";
import { recordingView } from "./recording/status.ts";
import type { Peer, Room } from "./state.ts";

export function meetingView(room: Readonly<Room>, reader: Peer | "service"): MeetingView {
  const { settings, spotlight, notices, recording, live } = room.meeting;
  return {
    ...EMPTY_MEETING,
    settings,
    spotlight,
    lobby: mayAdmit(room, reader) ? lobbyView(room) : [],
    keptOut: mayAdmit(room, reader) ? keptOutView(room) : [],
    breakouts: breakoutsView(room),
    helpAsked: helpAskedView(room, reader),
    ...messagesFor(reader, room.meeting),
    polls: pollsFor(room, reader),
    notices: Object.values(notices),
    recording: recording && recordingView(recording),
    live: live && liveView(live),
  };
}

function mayAdmit(room: Readonly<Room>, reader: Peer | "service"): boolean {
  return reader === "service" || may(room, reader, "admit");
}
