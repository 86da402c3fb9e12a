import type { z } from "zod";
import { integer } from "../../kit/mod.ts";

const HOUR_MS = 60 * 60 * 1_000;
const MIB = 1024 * 1024;
const HOURS_MAX = 24 * 365;
const MIB_MAX = 1024 * 1024;

/** Variables of projectors, for a process's `readConfig`. */
export const projectorVariables = {
  PARLEY_EVENTS_HOURS: integer({ min: 1, max: HOURS_MAX }).default(24 * 7)
    .describe("how long integrators can replay a room's events on NATS"),
  PARLEY_EVENTS_MIB: integer({ min: 1, max: MIB_MAX }).default(1024)
    .describe("what those events may take on disk; the oldest make room"),
  PARLEY_ARCHIVE_HOURS: integer({ min: 1, max: HOURS_MAX }).default(24)
    .describe("how long an ended room's log stays, once the database has all of it"),
  PARLEY_EMPTY_HOURS: integer({ min: 1, max: HOURS_MAX }).default(24)
    .describe("how long after everybody has left a room ends by itself"),
};
type Variables = z.infer<z.ZodObject<typeof projectorVariables>>;

export interface ProjectorSettings {
  readonly eventsMaxAgeMs: number;
  readonly eventsMaxBytes: number;
  readonly archiveAfterMs: number;
  readonly emptyMs: number;
}

export function projectorConfig(values: Variables): ProjectorSettings {
  return {
    eventsMaxAgeMs: values.PARLEY_EVENTS_HOURS * HOUR_MS,
    eventsMaxBytes: values.PARLEY_EVENTS_MIB * MIB,
    archiveAfterMs: values.PARLEY_ARCHIVE_HOURS * HOUR_MS,
    emptyMs: values.PARLEY_EMPTY_HOURS * HOUR_MS,
  };
}
