import { integer } from "../../../kit/mod.ts";
import { RETENTION_DAYS_MAX } from "../../../protocol/mod.ts";

/** Variables of recordings, for a process's `readConfig`. */
export const recordingVariables = {
  PARLEY_RECORDING_DAYS: integer({ min: 1, max: RETENTION_DAYS_MAX }).optional()
    .describe("recordings are deleted so many days after their end; absent: never"),
};
