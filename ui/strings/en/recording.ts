import type { RecordingEnd, RecordingState } from "../../../protocol/mod.ts";

/** The recording of a call, in the call. */
export const recording = {
  start: "Record",
  startLong: "Record the meeting",
  short: "Record",
  encrypted:
    "An encrypted meeting can't be recorded: the server hears and sees nothing it could keep.",
  state: {
    starting: "Recording starts…",
    recording: "Recording",
    paused: "Recording paused",
    interrupted: "Recording interrupted",
  } satisfies Record<RecordingState, string>,
  /** On the badge of a phone. */
  brief: {
    starting: "Starting",
    recording: "REC",
    paused: "Paused",
    interrupted: "Interrupted",
  } satisfies Record<RecordingState, string>,
  menu: (state: string) => `${state}. What to do with it`,
  pause: "Pause recording",
  resume: "Go on recording",
  stop: "Stop recording",
  stopEllipsis: "Stop recording…",
  stopQuestion: "Stop the recording?",
  stopHint: "It is prepared for playback then. A new recording is a file of its own.",
  mark: "Mark this moment",
  markWith: "Mark with words…",
  markQuestion: "Mark this moment",
  markLabel: "What is it about?",
  markHint: "May stay empty. The mark becomes a chapter of the recording.",
  markDo: "Mark",
  marked: (label: string | undefined) => label ? `Moment marked: ${label}` : "Moment marked",
  markedBy: (name: string, label: string | undefined) =>
    label ? `${name} marked this moment: ${label}` : `${name} marked this moment`,
  nothingToMark: "Nothing is being recorded, so there is nothing to mark.",
  keys: "Mark this moment in the recording",
  begun: "The meeting is being recorded",
  begunBy: (name: string) => `${name} records the meeting`,
  told: {
    paused: "The recording is paused: nothing is kept meanwhile",
    resumed: "The recording goes on",
    interrupted: "The recording is interrupted. Another recorder is looked for.",
  },
  ended: {
    asked: "The recording has ended",
    ended: "The recording has ended with the meeting",
    empty: "The recording has ended: nobody was there any more",
    failed: "The recording has stopped, since no recorder could go on. What was kept is prepared.",
  } satisfies Record<RecordingEnd, string>,
  open: "Open recording",
  prepared: "The recording is being prepared.",
};
