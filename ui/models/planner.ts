/** Making, changing and deleting meetings: on the server, and in this device's list. */
import type { z } from "zod";
import type { CreateMeeting } from "../../protocol/mod.ts";
import { Refusal } from "../link/errors.ts";
import { api } from "./api.ts";
import { forgetMeeting, keepMeeting, ownMeetings } from "./own_meetings.ts";
import type { Entry } from "./entry.ts";
import type { Plan } from "./plan.ts";
import { divideByTime, type OwnMeeting } from "./planned.ts";
import { forgetSeat, keepSeat } from "./seat.ts";

/** Meetings whose existence is asked for at a time; an office shares one budget of questions. */
const CHECKED_MAX = 12;
const CHECK_EVERY_MS = 60_000;
/** Codes that say there is no such meeting any more, or that it is no longer this device's. */
const LOST_CODES: ReadonlySet<string> = new Set(["room-not-found", "forbidden"]);

const PASSCODE_RANGE = 1_000_000;

/** A meeting for now; this tab has its host's seat. Resolves to its code. */
export async function startInstant(): Promise<string> {
  return (await make({ kind: "instant" })).code;
}

export async function planMeeting(plan: Plan): Promise<OwnMeeting> {
  const { passcode, ...rest } = plan;
  return await make({ kind: "scheduled", ...rest, ...(passcode !== null && { passcode }) });
}

export async function makePersonalRoom(title: string, entry?: Entry): Promise<OwnMeeting> {
  const { passcode = null, settings = {} } = entry ?? {};
  return await make({
    kind: "personal",
    title,
    settings,
    ...(passcode !== null && { passcode }),
  });
}

/** The same room under another code: nobody finds it by the old one. */
export async function resetPersonalRoom(room: OwnMeeting): Promise<OwnMeeting> {
  const { title, passcode = null, settings } = room;
  await deleteMeeting(room);
  return await makePersonalRoom(title, { passcode, settings });
}

/** What is named is changed, in a running meeting too. */
export async function changeMeeting(
  meeting: OwnMeeting,
  change: Entry & Partial<Pick<Plan, "title" | "schedule">>,
): Promise<void> {
  const { passcode, ...rest } = change;
  const isSamePasscode = passcode === (meeting.passcode ?? null);
  try {
    await api.changeMeeting(meeting.code, meeting.hostKey, {
      ...rest,
      ...(!isSamePasscode && { passcode }),
    });
  } catch (error) {
    if (isLost(error)) forgetMeeting(meeting.code);
    throw error;
  }
  const { passcode: _, ...kept } = meeting;
  keepMeeting({
    ...kept,
    ...rest,
    ...(passcode !== null && { passcode }),
    revision: meeting.revision + 1,
  });
}

/** Ends it for everybody in it. One that is gone already is deleted. */
export async function deleteMeeting({ code, hostKey }: OwnMeeting): Promise<void> {
  try {
    await api.removeMeeting(code, hostKey);
  } catch (error) {
    if (!isLost(error)) throw error;
  }
  forgetSeat(code);
  forgetMeeting(code);
}

/** Lets go of meetings that the server no longer has. Never throws: a list may be old for a while. */
export async function dropLostMeetings(): Promise<void> {
  const now = Date.now();
  if (now - checkedAt < CHECK_EVERY_MS) return;
  checkedAt = now;
  const { upcoming, past } = divideByTime(ownMeetings.peek(), now);
  const personal = ownMeetings.peek().filter(({ kind }) => kind === "personal");
  for (const { code } of [...personal, ...upcoming, ...past].slice(0, CHECKED_MAX)) {
    try {
      await api.meeting(code);
    } catch (error) {
      if (!isLost(error)) return; // Out of reach: the others would be as well.
      forgetMeeting(code);
    }
  }
}

let checkedAt = -Infinity;

/** Six digits, easy to say. */
export function randomPasscode(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % PASSCODE_RANGE).padStart(6, "0");
}

async function make(wish: z.input<typeof CreateMeeting>): Promise<OwnMeeting> {
  const { hostKey, ...ticket } = await api.createMeeting(wish);
  const { kind = "instant", title = "", schedule, passcode, settings = {} } = wish;
  const { code, link } = ticket;
  const meeting: OwnMeeting = {
    code,
    title: title.trim(),
    link,
    hostKey: hostKey ?? "",
    kind,
    settings,
    ...(schedule && { schedule }),
    ...(passcode !== undefined && { passcode }),
    madeAt: Date.now(),
    revision: 0,
  };
  if (hostKey !== undefined) keepMeeting(meeting);
  if (kind === "instant") keepSeat(ticket, false);
  return meeting;
}

const isLost = (error: unknown): boolean => error instanceof Refusal && LOST_CODES.has(error.code);
