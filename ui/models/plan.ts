/** A meeting as it is filled in on the planning form, and what becomes of that. Pure. */
import type { Schedule } from "../../protocol/mod.ts";
import {
  type Entry,
  type EntryDraft,
  entryDraftOf,
  entryOf,
  type EntryProblems,
  entryProblems,
  OPEN_ENTRY,
} from "./entry.ts";
import type { PlannedMeeting } from "./planned.ts";
import { epochOf, findTimeZone, wallTimeOf } from "./zoned_time.ts";

const MINUTE_MS = 60_000;
const ROUND_MS = 30 * MINUTE_MS;
/** A meeting suggested for the next minute would be a surprise. */
const NOTICE_MS = 15 * MINUTE_MS;

/** Minutes to choose from. */
export const DURATIONS: readonly number[] = [15, 30, 45, 60, 90, 120, 180, 240, 480];
/** Minutes before the start; null: at any time. */
export const OPENINGS: readonly (number | null)[] = [null, 0, 5, 10, 15, 30, 60];
/** Links of meetings long over let nobody in; a day leaves time for one that lasts. */
const CLOSES_MINUTES_AFTER = 24 * 60;

export interface PlanDraft extends EntryDraft {
  readonly title: string;
  readonly date: string;
  readonly time: string;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly opensMinutesBefore: number | null;
}

/** What is wrong with which field; all words for it are in the catalogue. */
export type PlanProblems = EntryProblems & {
  readonly title?: "title";
  readonly date?: "date" | "past";
  readonly time?: "time";
  readonly timeZone?: "timeZone";
};

/** Everything the server is told, whether the meeting is new or changed. */
export interface Plan extends Entry {
  readonly title: string;
  readonly schedule: Schedule;
}

/** The next half hour that gives some notice. */
export function newDraft(now: number, timeZone: string): PlanDraft {
  const startsAt = Math.ceil((now + NOTICE_MS) / ROUND_MS) * ROUND_MS;
  return {
    title: "",
    ...wallTimeOf(startsAt, timeZone),
    timeZone,
    durationMinutes: 30,
    opensMinutesBefore: 15,
    ...OPEN_ENTRY,
  };
}

export function draftOf(meeting: PlannedMeeting): PlanDraft {
  const { title, schedule } = meeting;
  const { startsAt, timeZone, durationMinutes, opensMinutesBefore } = schedule;
  return {
    title,
    ...wallTimeOf(startsAt, timeZone),
    timeZone,
    durationMinutes,
    opensMinutesBefore,
    ...entryDraftOf(meeting),
  };
}

/** A plan, or what has to be put right first. */
export function readDraft(
  draft: PlanDraft,
  { now, timeZones }: { now: number; timeZones: readonly string[] },
): { plan: Plan } | { problems: PlanProblems } {
  const { date, time, durationMinutes, opensMinutesBefore } = draft;
  const title = draft.title.trim();
  const timeZone = findTimeZone(draft.timeZone, timeZones);
  const startsAt = timeZone === undefined ? undefined : epochOf({ date, time }, timeZone);
  const isPast = startsAt !== undefined && startsAt + durationMinutes * MINUTE_MS <= now;
  const problems: PlanProblems = {
    ...(!title && { title: "title" }),
    ...(!date ? { date: "date" } : isPast && { date: "past" }),
    ...(!time && { time: "time" }),
    ...(!timeZone && { timeZone: "timeZone" }),
    ...entryProblems(draft),
  };
  if (startsAt === undefined || timeZone === undefined || Object.keys(problems).length > 0) {
    return { problems };
  }
  return {
    plan: {
      title,
      schedule: {
        startsAt,
        durationMinutes,
        timeZone,
        opensMinutesBefore,
        closesMinutesAfter: CLOSES_MINUTES_AFTER,
      },
      ...entryOf(draft),
    },
  };
}
