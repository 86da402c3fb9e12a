/** Where the object store has what belongs to recordings. */
import type { RecordingId } from "../ids.ts";
import type { PartId } from "./manifest.ts";

export const recordingKeys = {
  /** Before every key of one recording; deleting it means deleting all below. */
  all: (recording: RecordingId) => `recordings/${recording}/`,
  segment: (recording: RecordingId, part: PartId, track: number, index: number) =>
    `recordings/${recording}/parts/${part}/${track}/${index}`,
  timeline: (recording: RecordingId) => `recordings/${recording}/timeline`,
  /** Unfinished work that the next who takes the job goes on with. */
  work: (recording: RecordingId, name: string) => `recordings/${recording}/work/${name}`,
  asset: (recording: RecordingId, name: string) => `recordings/${recording}/assets/${name}`,
} as const;
