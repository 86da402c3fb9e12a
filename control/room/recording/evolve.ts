import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";
import type { RecordingStatus } from "./status.ts";

export type RecordingFact = FactOf<
  | "RecordingStarted"
  | "RecordingPausedChanged"
  | "RecordingHeld"
  | "RecordingReleased"
  | "RecordingStopped"
  | "HighlightMarked"
>;

export function evolveRecording(room: Room, fact: RecordingFact): Room {
  switch (fact.type) {
    case "RecordingStarted": {
      const { recordingId: id, at, by } = fact;
      const recording: RecordingStatus = {
        id,
        since: at,
        by,
        paused: false,
        recorder: null,
        wasHeld: false,
        missingSince: at,
        emptySince: isEmpty(room) ? at : null,
        highlights: 0,
        ownsNotice: room.meeting.notices.recording === undefined,
      };
      const recordingsMade = room.meeting.recordingsMade + 1;
      return { ...room, meeting: { ...room.meeting, recording, recordingsMade } };
    }
    case "RecordingPausedChanged":
      return edit(room, fact, () => ({ paused: fact.paused }));
    case "RecordingHeld":
      return edit(
        room,
        fact,
        () => ({ recorder: fact.recorderId, wasHeld: true, missingSince: null }),
      );
    case "RecordingReleased":
      return edit(room, fact, () => ({ recorder: null, missingSince: fact.at }));
    case "RecordingStopped":
      return { ...room, meeting: { ...room.meeting, recording: null } };
    case "HighlightMarked":
      return edit(room, fact, ({ highlights }) => ({ highlights: highlights + 1 }));
    default:
      return fact satisfies never;
  }
}

/** After somebody has come or gone, at that time (epoch ms). */
export function withAttendance(room: Room, at: number): Room {
  const { recording } = room.meeting;
  if (!recording) return room;
  const emptySince = isEmpty(room) ? recording.emptySince ?? at : null;
  if (emptySince === recording.emptySince) return room;
  return { ...room, meeting: { ...room.meeting, recording: { ...recording, emptySince } } };
}

function edit(
  room: Room,
  { recordingId }: { recordingId: string },
  change: (recording: RecordingStatus) => Partial<RecordingStatus>,
): Room {
  const { recording } = room.meeting;
  if (recording?.id !== recordingId) return room;
  const changed = { ...recording, ...change(recording) };
  return { ...room, meeting: { ...room.meeting, recording: changed } };
}

const isEmpty = ({ peers }: Room) => Object.keys(peers).length === 0;
