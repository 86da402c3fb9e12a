/** A meeting as it is filled in on the planning form, and what becomes of that. Pure. */
import type { Schedule, SettingsPatch } from "../../protocol/mod.ts";
import type { PlannedMeeting } from "./planned.ts";
import { epochOf, findTimeZone, wallTimeOf } from "./zoned_time.ts";

const MINUTE_MS = 60_000;
const ROUND_MS = 30 * MINUTE_MS;
/** A meeting suggested for the next minute would be a surprise. */
const NOTICE_MS = 15 * MINUTE_MS;
const PASSCODE_LENGTH_MIN = 6;

/** Minutes to choose from. */
export const DURATIONS: readonly number[] = [15, 30, 45, 60, 90, 120, 180, 240, 480];
/** Minutes before the start; null: at any time. */
export const OPENINGS: readonly (number | null)[] = [null, 0, 5, 10, 15, 30, 60];
/** Links of meetings long over let nobody in; a day leaves time for one that lasts. */
const CLOSES_MINUTES_AFTER = 24 * 60;

export interface PlanDraft {
  readonly title: string;
  readonly date: string;
  readonly time: string;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly opensMinutesBefore: number | null;
  /** Empty: none. */
  readonly passcode: string;
  readonly lobby: boolean;
  readonly joinBeforeHost: boolean;
  readonly encrypted: boolean;
}

/** What is wrong with which field; all words for it are in the catalogue. */
export type PlanProblems = {
  readonly title?: "title";
  readonly date?: "date" | "past";
  readonly time?: "time";
  readonly timeZone?: "timeZone";
  readonly passcode?: "passcode";
};

/** Everything the server is told, whether the meeting is new or changed. */
export interface Plan {
  readonly title: string;
  readonly schedule: Schedule;
  /** Null: none. */
  readonly passcode: string | null;
  readonly settings: SettingsPatch;
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
    passcode: "",
    lobby: false,
    joinBeforeHost: true,
    encrypted: false,
  };
}

export function draftOf({ title, schedule, passcode = "", settings }: PlannedMeeting): PlanDraft {
  const { startsAt, timeZone, durationMinutes, opensMinutesBefore } = schedule;
  return {
    title,
    ...wallTimeOf(startsAt, timeZone),
    timeZone,
    durationMinutes,
    opensMinutesBefore,
    passcode,
    lobby: settings.lobby ?? false,
    joinBeforeHost: settings.joinBeforeHost ?? true,
    encrypted: settings.encrypted ?? false,
  };
}

/** A plan, or what has to be put right first. */
export function readDraft(
  draft: PlanDraft,
  { now, timeZones }: { now: number; timeZones: readonly string[] },
): { plan: Plan } | { problems: PlanProblems } {
  const { date, time, durationMinutes, opensMinutesBefore, lobby, joinBeforeHost } = draft;
  const title = draft.title.trim();
  const passcode = draft.passcode.trim();
  const timeZone = findTimeZone(draft.timeZone, timeZones);
  const startsAt = timeZone === undefined ? undefined : epochOf({ date, time }, timeZone);
  const isPast = startsAt !== undefined && startsAt + durationMinutes * MINUTE_MS <= now;
  const problems: PlanProblems = {
    ...(!title && { title: "title" }),
    ...(!date ? { date: "date" } : isPast && { date: "past" }),
    ...(!time && { time: "time" }),
    ...(!timeZone && { timeZone: "timeZone" }),
    ...(passcode && passcode.length < PASSCODE_LENGTH_MIN && { passcode: "passcode" }),
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
      passcode: passcode || null,
      settings: { lobby, joinBeforeHost, encrypted: draft.encrypted },
    },
  };
}
