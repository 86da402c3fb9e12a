/** What a room says of its recording. */
import { z } from "zod";
import { PeerId, RecordingId } from "../ids.ts";

/** Characters of what somebody calls a moment. */
export const HIGHLIGHT_LENGTH_MAX = 120;
/** Recordings of one room; each start begins another. */
export const RECORDINGS_MAX = 100;
/** A recording that nobody has come to for so long stops. */
export const RECORDING_EMPTY_MS = 60_000;
/** A recording that no recorder has had for so long has failed. */
export const RECORDER_MISSING_MS = 30_000;
/** Characters of why a recording failed. */
export const RECORDING_REASON_MAX = 200;

export const RecordingState = z.enum(["starting", "recording", "paused", "interrupted"]).describe(
  "`starting`: no recorder has it yet. `interrupted`: its recorder is gone and another is looked for.",
);
export type RecordingState = z.infer<typeof RecordingState>;

/** The recording that is on. */
export const Recording = z.object({
  id: RecordingId,
  since: z.int().describe("Epoch ms, when it was asked for."),
  by: PeerId.nullable().describe("Null: a service."),
  state: RecordingState,
});
export type Recording = z.infer<typeof Recording>;

export const RecordingEnd = z.enum(["asked", "ended", "empty", "failed"]).describe(
  "Somebody stopped it, the meeting is over, nobody was there any more, or no recorder could go on.",
);
export type RecordingEnd = z.infer<typeof RecordingEnd>;

/** Why it failed, for people. */
export const RecordingReason = z.string().max(RECORDING_REASON_MAX);

const label = z.string().trim().min(1).max(HIGHLIGHT_LENGTH_MAX).optional();

export const RECORDING_COMMANDS = [
  z.object({ type: z.literal("startRecording") }).describe(
    "Needs `record`. Refused as `encrypted` where only the participants could play it; a recording that is on goes on.",
  ),
  z.object({ type: z.literal("pauseRecording"), paused: z.boolean() }).describe(
    "Nothing is kept of what happens meanwhile. Needs `record`; refused as `wrong-state` where none is on.",
  ),
  z.object({ type: z.literal("stopRecording") }).describe(
    "Needs `record`; where none is on there is nothing to do.",
  ),
  z.object({ type: z.literal("markHighlight"), label }).describe(
    "Marks this moment of the recording that is on and not paused. Needs `react`.",
  ),
] as const;

export const RECORDING_CHANGES = [
  z.object({
    type: z.literal("RecordingChanged"),
    recording: Recording.nullable(),
    end: RecordingEnd.optional().describe("Why there is none any more."),
    reason: RecordingReason.optional().describe("Of a recording that failed, in words."),
  }).describe("A recording began, goes on otherwise than before, or is over."),
  z.object({
    type: z.literal("HighlightMarked"),
    recordingId: RecordingId,
    peerId: PeerId.nullable().describe("Null: a service."),
    label,
    at: z.int().describe("Epoch ms."),
  }).describe("Somebody marked a moment of the recording."),
] as const;
