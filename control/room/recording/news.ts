import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { RecordingFact } from "./evolve.ts";
import { recordingView } from "./status.ts";

/** Everybody is to know whether they are recorded. `room`: the state after the fact, or later. */
export function recordingNews(room: Readonly<Room>, fact: RecordingFact): RoomNews[] {
  switch (fact.type) {
    case "RecordingStarted":
    case "RecordingPausedChanged":
    case "RecordingHeld":
    case "RecordingReleased": {
      const { recording } = room.meeting;
      return [{ type: "RecordingChanged", recording: recording && recordingView(recording) }];
    }
    case "RecordingStopped": {
      const { end, reason } = fact;
      const why = { end, ...(reason !== undefined && { reason }) };
      return [{ type: "RecordingChanged", recording: null, ...why }];
    }
    case "HighlightMarked": {
      const { type, recordingId, label, at, by } = fact;
      const peerId = by.kind === "peer" ? by.peerId : null;
      return [{ type, recordingId, peerId, at, ...(label !== undefined && { label }) }];
    }
    default:
      return fact satisfies never;
  }
}
