/** The meetings made on this device, as a list: what is kept, in which order. Pure. */
import { z } from "zod";
import { MeetingCode, MeetingKind, Schedule, SettingsPatch } from "../../protocol/mod.ts";

const MINUTE_MS = 60_000;

/** Kept of each kind; the oldest go first. */
export const OWN_MEETINGS_MAX = {
  instant: 20,
  scheduled: 100,
  personal: 1,
} as const satisfies Record<MeetingKind, number>;

/** Everything to lead a meeting and to invite to it. It stays on the device: it holds secrets. */
export const OwnMeeting = z.object({
  code: MeetingCode,
  title: z.string().max(200),
  link: z.string().max(2_000),
  hostKey: z.string().max(64),
  kind: MeetingKind,
  schedule: Schedule.optional(),
  passcode: z.string().max(64).optional(),
  settings: SettingsPatch.default({}),
  madeAt: z.int().describe("Epoch ms."),
  revision: z.int().nonnegative().default(0).describe("How often it was changed, for calendars."),
});
export type OwnMeeting = z.infer<typeof OwnMeeting>;

/** A meeting with a time. */
export type PlannedMeeting = OwnMeeting & { schedule: Schedule };

/** As stored; an entry that no longer fits does not take the others with it. */
export const OwnMeetings = z.array(OwnMeeting.nullable().catch(null)).transform((list) =>
  list.filter((meeting) => meeting !== null)
);

/** With this one, in place of what was kept under its code, within the bounds. */
export function withMeeting(list: readonly OwnMeeting[], meeting: OwnMeeting): OwnMeeting[] {
  const others = withoutMeeting(list, meeting.code);
  const alike = [...others.filter(({ kind }) => kind === meeting.kind), meeting]
    .sort((a, b) => timeOf(b) - timeOf(a))
    .slice(0, OWN_MEETINGS_MAX[meeting.kind]);
  return [...others.filter(({ kind }) => kind !== meeting.kind), ...alike];
}

export function withoutMeeting(list: readonly OwnMeeting[], code: string): OwnMeeting[] {
  return list.filter((meeting) => meeting.code !== code);
}

/** Those with a time: what comes or goes on, the next first, and what is over, the latest first. */
export function divideByTime(
  list: readonly OwnMeeting[],
  now: number,
): { upcoming: PlannedMeeting[]; past: PlannedMeeting[] } {
  const planned = list.filter(isPlanned).sort((a, b) => timeOf(a) - timeOf(b));
  return {
    upcoming: planned.filter(({ schedule }) => endOf(schedule) > now),
    past: planned.filter(({ schedule }) => endOf(schedule) <= now).reverse(),
  };
}

export const isPlanned = (meeting: OwnMeeting): meeting is PlannedMeeting =>
  meeting.kind === "scheduled" && meeting.schedule !== undefined;

/** Epoch ms of the planned end. */
export const endOf = ({ startsAt, durationMinutes }: Schedule): number =>
  startsAt + durationMinutes * MINUTE_MS;

const timeOf = ({ schedule, madeAt }: OwnMeeting): number => schedule?.startsAt ?? madeAt;
