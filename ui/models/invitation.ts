/** What guests are sent. */
import type { Schedule } from "../../protocol/mod.ts";
import { t } from "../strings/mod.ts";
import { calendarFile } from "./calendar_file.ts";
import { locale } from "./language.ts";
import { spellCode } from "./meeting_code.ts";
import { endOf, type OwnMeeting, type PlannedMeeting } from "./planned.ts";

/** `Tuesday, 24 November 2026, 14:30–15:00 (Europe/Berlin, GMT+1)`. */
export function whenText(schedule: Schedule): string {
  const { startsAt, timeZone } = schedule;
  const range = new Intl.DateTimeFormat(locale.value, {
    dateStyle: "full",
    timeStyle: "short",
    timeZone,
  }).formatRange(startsAt, endOf(schedule));
  return `${range} (${timeZone.replaceAll("_", " ")}, ${offsetName(startsAt, timeZone)})`;
}

/** As text, to be pasted anywhere. */
export function invitationText(meeting: OwnMeeting): string {
  const { invitation: words } = t.planning;
  return [
    words.invited(titleOf(meeting)),
    "",
    ...invitationLines(meeting).map(({ label, value }) => `${label}: ${value}`),
  ].join("\n");
}

export interface InvitationLine {
  readonly key: "when" | "link" | "code" | "passcode";
  readonly label: string;
  readonly value: string;
}

export function invitationLines(meeting: OwnMeeting): InvitationLine[] {
  const { schedule, link, code, passcode } = meeting;
  const line = (key: InvitationLine["key"], value: string | undefined) =>
    value ? [{ key, label: t.planning.invitation[key], value }] : [];
  return [
    ...line("when", schedule && whenText(schedule)),
    ...line("link", link),
    ...line("code", spellCode(code)),
    ...line("passcode", passcode),
  ];
}

/** `now`: epoch ms. */
export function invitationCalendar(meeting: PlannedMeeting, now: number): string {
  const { code, link, revision, schedule } = meeting;
  return calendarFile({
    uid: `${code}@${new URL(link).hostname}`,
    sequence: revision,
    writtenAt: now,
    startsAt: schedule.startsAt,
    durationMinutes: schedule.durationMinutes,
    title: titleOf(meeting),
    description: invitationText(meeting),
    link,
  });
}

export const titleOf = ({ title }: OwnMeeting): string => title || t.planning.untitled;

/** `GMT+1`. */
function offsetName(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" })
    .formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}
