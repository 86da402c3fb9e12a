import { z } from "zod";
import {
  HIGHLIGHT_LENGTH_MAX,
  RecorderId,
  RecordingEnd,
  RecordingId,
  RecordingReason,
} from "../../../protocol/mod.ts";
import { By } from "../by.ts";

const recordingId = RecordingId;
const at = z.int(); // Epoch ms.

export const RECORDING_FACTS = [
  z.object({ type: z.literal("RecordingStarted"), recordingId, at, by: By }),
  z.object({
    type: z.literal("RecordingPausedChanged"),
    recordingId,
    paused: z.boolean(),
    at,
    by: By,
  }),
  // This recorder keeps it from now on, perhaps in place of another.
  z.object({ type: z.literal("RecordingHeld"), recordingId, recorderId: RecorderId, at }),
  // Its recorder is gone or gave it up, and another is looked for.
  z.object({
    type: z.literal("RecordingReleased"),
    recordingId,
    recorderId: RecorderId,
    reason: RecordingReason,
    at,
  }),
  z.object({
    type: z.literal("RecordingStopped"),
    recordingId,
    end: RecordingEnd,
    reason: RecordingReason.optional(),
    at,
    by: By,
  }),
  z.object({
    type: z.literal("HighlightMarked"),
    recordingId,
    label: z.string().max(HIGHLIGHT_LENGTH_MAX).optional(),
    at,
    by: By,
  }),
] as const;
