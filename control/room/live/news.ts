import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { LiveFact } from "./evolve.ts";
import { liveView } from "./status.ts";

/** Everybody is to know whether they are streamed. `room`: the state after the fact, or later. */
export function liveNews(room: Readonly<Room>, fact: LiveFact): RoomNews[] {
  switch (fact.type) {
    case "LiveStarted":
    case "LiveConnected":
    case "LiveInterrupted":
    case "LiveReleased": {
      const { live } = room.meeting;
      return [{ type: "LiveChanged", live: live && liveView(live) }];
    }
    case "LiveHeld":
      return [];
    case "LiveStopped": {
      const { end, reason } = fact;
      return [{ type: "LiveChanged", live: null, end, ...(reason !== undefined && { reason }) }];
    }
    default:
      return fact satisfies never;
  }
}
