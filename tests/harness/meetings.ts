/** The HTTP API as a client uses it, and rooms as an integrator commands them. */
import {
  MeetingInfo,
  MeetingTicket,
  RoomReply,
  type Sender,
  subjects,
} from "../../protocol/mod.ts";
import type { Gateway, Stack } from "./stack.ts";

const REQUEST_LIMIT_MS = 20_000;
/** How often a meeting is asked for whose room nobody answers for. */
const CREATIONS_MAX = 5;
const SERVICE: Sender = { kind: "service", name: "harness" };

/** An answer of the API that is no success. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  constructor(status: number, body: string) {
    super(`Cannot use the API: ${status} ${body}`);
    this.status = status;
    this.code = /"code":"([^"]+)"/.exec(body)?.[1] ?? "";
  }
}

/** Creates a meeting; the ticket is its host's. */
export async function createMeeting(gateway: Gateway, title = ""): Promise<MeetingTicket> {
  for (let attempt = 1;; attempt++) {
    try {
      return MeetingTicket.parse(await post(`${gateway.httpUrl}/api/meetings`, { title }));
    } catch (error) {
      // Asked for again, as a page does it: a busy machine gives a room its owner late.
      const isLate = error instanceof ApiError && error.code === "unreachable";
      if (!isLate || attempt === CREATIONS_MAX) throw error;
    }
  }
}

/** A guest's seat in the meeting with that code. */
export async function requestTicket(gateway: Gateway, code: string): Promise<MeetingTicket> {
  return MeetingTicket.parse(await post(`${gateway.httpUrl}/api/meetings/${code}/tickets`, {}));
}

/** What somebody with the code may know. */
export async function findMeeting(gateway: Gateway, code: string): Promise<MeetingInfo> {
  return MeetingInfo.parse(await json(await fetch(`${gateway.httpUrl}/api/meetings/${code}`)));
}

/** Sends anything at all to a room's owner, over the bus, and returns the parsed answer. */
export async function commandRoom(stack: Stack, roomId: string, body: unknown): Promise<RoomReply> {
  return await sendToRoom(stack, roomId, {
    v: 1,
    id: crypto.randomUUID(),
    roomId,
    from: SERVICE,
    deadlineAt: Date.now() + REQUEST_LIMIT_MS,
    body,
  });
}

/** The same with an envelope of the test's own. */
export async function sendToRoom(
  stack: Stack,
  roomId: string,
  envelope: unknown,
): Promise<RoomReply> {
  const subject = subjects.roomCommand(roomId);
  return RoomReply.parse(await stack.bus.request(subject, envelope, REQUEST_LIMIT_MS));
}

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  return await json(await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, text);
  return JSON.parse(text);
}
