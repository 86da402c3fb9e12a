/** The recording that is on, as a part of a room's state, and what time alone makes of it. Pure. */
import { z } from "zod";
import {
  RECORDER_MISSING_MS,
  RecorderId,
  type Recording,
  RECORDING_EMPTY_MS,
  type RecordingEnd,
  RecordingId,
} from "../../../protocol/mod.ts";
import { By } from "../by.ts";

export const RecordingStatus = z.object({
  id: RecordingId,
  since: z.int(), // Epoch ms.
  by: By,
  paused: z.boolean(),
  /** Who keeps it; null: nobody now. */
  recorder: RecorderId.nullable(),
  /** Whether anybody ever kept it. */
  wasHeld: z.boolean(),
  /** Since when nobody keeps it, epoch ms; null: somebody does. */
  missingSince: z.int().nullable(),
  /** Since when nobody is in the room, epoch ms; null: somebody is. */
  emptySince: z.int().nullable(),
  /** Moments marked so far. */
  highlights: z.int().nonnegative(),
  /** Whether the notice to everybody is this recording's, and ends with it. */
  ownsNotice: z.boolean(),
});
export type RecordingStatus = z.infer<typeof RecordingStatus>;

export function recordingView(
  { id, since, by, ...rest }: Readonly<RecordingStatus>,
): Recording {
  return { id, since, by: by.kind === "peer" ? by.peerId : null, state: stateOf(rest) };
}

/** What is paused misses nothing, whether a recorder has it or not. */
function stateOf(
  { paused, recorder, wasHeld }: Pick<RecordingStatus, "paused" | "recorder" | "wasHeld">,
): Recording["state"] {
  if (paused) return "paused";
  if (recorder !== null) return "recording";
  return wasHeld ? "interrupted" : "starting";
}

/** The end that the recording comes to by itself, unless something changes before. */
export interface DueEnd {
  readonly end: Extract<RecordingEnd, "empty" | "failed">;
  /** Epoch ms. */
  readonly at: number;
}

export function dueEnd(
  { emptySince, missingSince }: Pick<RecordingStatus, "emptySince" | "missingSince">,
): DueEnd | undefined {
  const ends: DueEnd[] = [];
  if (emptySince !== null) ends.push({ end: "empty", at: emptySince + RECORDING_EMPTY_MS });
  if (missingSince !== null) ends.push({ end: "failed", at: missingSince + RECORDER_MISSING_MS });
  return ends.toSorted((a, b) => a.at - b.at)[0];
}
