/** Recordings of the meeting: asked for by people, kept by recorders, one at a time. */
import {
  HIGHLIGHTS_MAX,
  type Notice,
  type RecordingEnd,
  recordingId,
  RECORDINGS_MAX,
} from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf, type Refused } from "../access.ts";
import { type By, THE_ROOM } from "../by.ts";
import type { Body, Command, OwnerCommand, Said, Verdict } from "../commands.ts";
import { reconcileMedia } from "../effects.ts";
import type { Fact } from "../facts.ts";
import type { Room } from "../state.ts";
import { dueEnd, type RecordingStatus } from "./status.ts";

export type RecordingCommand = Said<
  "startRecording" | "pauseRecording" | "stopRecording" | "markHighlight"
>;

/** What the owner finds out about recorders. */
export type RecorderNews = Extract<
  OwnerCommand,
  { type: "holdRecording" | "releaseRecording" | "checkRecording" }
>;

const NO_RECORDER = "no recorder is there";

export function decideRecording(
  room: Readonly<Room>,
  { from, body }: RecordingCommand,
  now: number,
): Verdict {
  switch (body.type) {
    case "startRecording":
      return start(room, from, now);
    case "pauseRecording":
      return pause(room, from, body, now);
    case "stopRecording":
      return stop(room, from, now);
    case "markHighlight":
      return mark(room, from, body, now);
    default:
      return body satisfies never;
  }
}

/** With the notice to everybody, which asks those who are there and who come for their consent. */
function start(room: Readonly<Room>, from: Command["from"], now: number): Verdict {
  const doer = doerOf(room, from, "record");
  if (!("by" in doer)) return doer;
  const { by, peer } = doer;
  const { created, meeting: { settings, notices, recording, recordingsMade } } = room;
  if (recording) return accept([], [reconcileMedia]);
  if (!created) return refuse("room-not-found", "Cannot record: there is no such room");
  if (settings.encrypted) {
    return refuse("encrypted", "Cannot be recorded: the meeting is end-to-end encrypted");
  }
  if (recordingsMade >= RECORDINGS_MAX) {
    return refuse("too-many", `Cannot record: a meeting has at most ${RECORDINGS_MAX} recordings`);
  }
  const id = recordingId(created.roomId, recordingsMade + 1);
  const notice: Notice = { kind: "recording", since: now, by: peer?.id ?? null };
  const facts: Fact[] = [{ type: "RecordingStarted", recordingId: id, at: now, by }];
  if (!notices.recording) {
    facts.push({ type: "NoticeChanged", kind: "recording", notice, at: now, by });
  }
  return accept(facts, [reconcileMedia]);
}

function pause(
  room: Readonly<Room>,
  from: Command["from"],
  { paused }: Body<"pauseRecording">,
  now: number,
): Verdict {
  const doer = doerOf(room, from, "record");
  if (!("by" in doer)) return doer;
  const { recording } = room.meeting;
  if (!recording) return notRecorded("pause");
  if (recording.paused === paused) return accept([], [reconcileMedia]);
  const { id } = recording;
  const { by } = doer;
  return accept(
    [{ type: "RecordingPausedChanged", recordingId: id, paused, at: now, by }],
    [reconcileMedia],
  );
}

/** Stopped already: what the sender wants is so. */
function stop(room: Readonly<Room>, from: Command["from"], now: number): Verdict {
  const doer = doerOf(room, from, "record");
  if (!("by" in doer)) return doer;
  return accept(recordingOver(room, { end: "asked", by: doer.by, now }), [reconcileMedia]);
}

function mark(
  room: Readonly<Room>,
  from: Command["from"],
  { label }: Body<"markHighlight">,
  now: number,
): Verdict {
  const doer = doerOf(room, from, "react");
  if (!("by" in doer)) return doer;
  const { recording } = room.meeting;
  if (!recording) return notRecorded("mark the moment");
  if (recording.paused) {
    return refuse("wrong-state", "Cannot mark the moment: the recording is paused");
  }
  if (recording.highlights >= HIGHLIGHTS_MAX) {
    const message = `Cannot mark the moment: a recording has at most ${HIGHLIGHTS_MAX}`;
    return refuse("too-many", message);
  }
  const marked = { type: "HighlightMarked", recordingId: recording.id, at: now } as const;
  return accept([{ ...marked, by: doer.by, ...(label !== undefined && { label }) }]);
}

/** News of a recording that is over, or of a recorder that has it no more, are none. */
export function hearOfRecorder(
  room: Readonly<Room>,
  news: RecorderNews,
  now: number,
): Verdict {
  const { recording } = room.meeting;
  if (recording?.id !== news.recordingId) return accept();
  const { id, recorder } = recording;
  switch (news.type) {
    case "holdRecording": {
      const { recorderId } = news;
      if (recorder === recorderId) return accept();
      return accept(
        [{ type: "RecordingHeld", recordingId: id, recorderId, at: now }],
        [reconcileMedia],
      );
    }
    case "releaseRecording": {
      const { recorderId, reason } = news;
      if (recorder !== recorderId) return accept();
      return accept(
        [{ type: "RecordingReleased", recordingId: id, recorderId, reason, at: now }],
        [reconcileMedia],
      );
    }
    case "checkRecording":
      return check(room, recording, news, now);
    default:
      return news satisfies never;
  }
}

/** Its time may be over, unless something has changed meanwhile. */
function check(
  room: Readonly<Room>,
  recording: RecordingStatus,
  { reason = NO_RECORDER }: Extract<RecorderNews, { type: "checkRecording" }>,
  now: number,
): Verdict {
  const due = dueEnd(recording);
  // The clock of the owner that took over may be behind: it looks again.
  if (!due || now < due.at) return accept([], [reconcileMedia]);
  const { end } = due;
  const why = end === "failed" ? { reason } : {};
  return accept(recordingOver(room, { end, by: THE_ROOM, now, ...why }), [reconcileMedia]);
}

/** What follows from the end of the recording that is on; nothing where none is. */
export function recordingOver(
  { meeting: { recording, notices } }: Readonly<Room>,
  { end, reason, by, now }: { end: RecordingEnd; reason?: string; by: By; now: number },
): Fact[] {
  if (!recording) return [];
  const stopped: Fact = {
    type: "RecordingStopped",
    recordingId: recording.id,
    end,
    at: now,
    by,
    ...(reason !== undefined && { reason }),
  };
  if (!recording.ownsNotice || !notices.recording) return [stopped];
  return [stopped, { type: "NoticeChanged", kind: "recording", notice: null, at: now, by }];
}

function notRecorded(what: string): Refused {
  return refuse("wrong-state", `Cannot ${what}: the meeting is not recorded`);
}
