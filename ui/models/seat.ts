/**
 * This tab's seat in a meeting. Kept for the tab's life, so that a reload comes back as the same
 * participant, and whoever made the meeting comes in as its host.
 */
import { z } from "zod";
import { MeetingTicket } from "../../protocol/mod.ts";
import { Refusal } from "../link/errors.ts";
import { api } from "./api.ts";
import { forgetMeeting, hostKeyOf } from "./own_meetings.ts";
import { readStored, storedKeys, writeStored } from "./storage.ts";

/** A ticket about to expire is not worth using. */
const EXPIRY_MARGIN_MS = 30_000;

const Seat = z.object({
  ticket: MeetingTicket,
  /** In the call when last heard of: a reload goes straight back in. */
  inCall: z.boolean(),
  /** The room has ended: nobody comes in by it, and it opens what was recorded. */
  isOver: z.boolean().optional(),
});
export type Seat = z.infer<typeof Seat>;

const PREFIX = "parley.seat.";
const keyOf = (code: string) => `${PREFIX}${code}`;

/** The seats this tab holds, in rooms that have ended too, in no order. */
export const heldSeats = (now = Date.now()): Seat[] =>
  storedKeys("session", PREFIX).flatMap((key) => read(key, now) ?? []);

/** The seat this tab holds, unless its ticket has expired or its room has ended. */
export function seatOf(code: string, now = Date.now()): Seat | undefined {
  const seat = read(keyOf(code), now);
  return seat?.isOver ? undefined : seat;
}

function read(key: string, now: number): Seat | undefined {
  const seat = readStored("session", key, Seat);
  return seat && seat.ticket.expiresAt - EXPIRY_MARGIN_MS > now ? seat : undefined;
}

export function keepSeat(ticket: MeetingTicket, inCall: boolean): void {
  writeStored("session", keyOf(ticket.code), { ticket, inCall });
}

/** The room has ended, and there is a recording of it. */
export function keepForRecording(ticket: MeetingTicket): void {
  writeStored("session", keyOf(ticket.code), { ticket, inCall: false, isOver: true });
}

export function forgetSeat(code: string): void {
  writeStored("session", keyOf(code), undefined);
}

/**
 * The seat held, else a new one: a host's where this device made the meeting, else a guest's, who
 * may have to know its passcode.
 */
export async function takeSeat(
  code: string,
  { name, passcode }: { name: string; passcode: string | undefined },
): Promise<MeetingTicket> {
  const held = seatOf(code);
  if (held) return held.ticket;
  const ticket = await hostTicket(code, name) ??
    await api.ticket(code, { name, ...(passcode !== undefined && { passcode }) });
  keepSeat(ticket, false);
  return ticket;
}

/** Whether this device comes in as a host, for whom no passcode and no opening time counts. */
export const isHostOf = (code: string): boolean =>
  seatOf(code)?.ticket.role === "host" || hostKeyOf(code) !== undefined;

/** `undefined`: this device is not a host's, or is it no more. */
async function hostTicket(code: string, name: string): Promise<MeetingTicket | undefined> {
  const hostKey = hostKeyOf(code);
  if (hostKey === undefined) return undefined;
  try {
    return await api.ticket(code, { name, hostKey });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "forbidden") throw error;
    forgetMeeting(code);
    return undefined;
  }
}
