/** Who owns rooms, asked with and without waking them. */
import { OwnerAnswer } from "../../control/actor/mod.ts";
import { NoRespondersError, RequestTimeoutError } from "../../kit/mod.ts";
import { ActivateReply, type RoomId, RoomsPage, subjects } from "../../protocol/mod.ts";
import type { CommandReport } from "../harness/command_stream.ts";
import type { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";

const REQUEST_LIMIT_MS = 5_000;
/** The host that was asked may have died with the question. */
const ACTIVATE_LIMIT_MS = 2_000;
const ACTIVATE_ATTEMPTS_MAX = 8;
/** A living owner says so in a few ms, and on a busy machine in a second; a frozen one never does. */
const LOOK_LIMIT_MS = 2_000;
/** Of a look that is followed by the next. */
const GLANCE_LIMIT_MS = 500;

/** Which control host owns a room now; without an owner the room gets one. */
export async function ownerOf(stack: Stack, roomId: RoomId): Promise<string> {
  const reply = await until(
    `somebody tells the owner of ${roomId}`,
    async () => ActivateReply.parse(await activate(stack, roomId)),
    // As everybody who asks for a room: a host that can't tell now says when to ask again.
    (reply) => reply.ok || reply.error.retryAfterMs === undefined,
  );
  if (!reply.ok) throw new Error(`Cannot tell the owner of ${roomId}: ${reply.error.message}`);
  return reply.hostId;
}

async function activate(stack: Stack, roomId: RoomId): Promise<unknown> {
  const request = { v: 1, actorId: roomId };
  for (let attempt = 1;; attempt++) {
    try {
      return await stack.bus.request(subjects.roomsActivate, request, ACTIVATE_LIMIT_MS);
    } catch (error) {
      const isLast = attempt === ACTIVATE_ATTEMPTS_MAX;
      if (isLast || !(error instanceof RequestTimeoutError)) throw error;
    }
  }
}

/** Which control host says that it owns a room; nobody is woken by the question. */
export async function seenOwner(
  stack: Stack,
  roomId: RoomId,
  limitMs = LOOK_LIMIT_MS,
): Promise<string | undefined> {
  const question = { v: 1, owner: "?" };
  try {
    const answer = await stack.bus.request(subjects.roomCommand(roomId), question, limitMs);
    return OwnerAnswer.parse(answer).hostId;
  } catch (error) {
    if (error instanceof NoRespondersError || error instanceof RequestTimeoutError) {
      return undefined;
    }
    throw error;
  }
}

/** The rooms that a control host says are its own; of more than a page the first. */
export async function roomsOf(stack: Stack, hostId: string): Promise<readonly RoomId[]> {
  const question = { v: 1, after: 0 };
  const answer = await stack.bus.request(subjects.controlList(hostId), question, REQUEST_LIMIT_MS);
  return RoomsPage.parse(answer).rooms;
}

/** Resolves once every one of the rooms has an owner other than `former`, though nobody asks for it. */
export async function untilAdopted(
  stack: Stack,
  roomIds: readonly RoomId[],
  former: string,
  limitMs: number,
): Promise<void> {
  let waiting = roomIds;
  await until(
    `${roomIds.length} rooms of ${former} have another owner`,
    async () => {
      const owners = await Promise.all(
        waiting.map((roomId) => seenOwner(stack, roomId, GLANCE_LIMIT_MS)),
      );
      waiting = waiting.filter((_, index) => {
        const owner = owners[index];
        return owner === undefined || owner === former;
      });
      return waiting.length;
    },
    (count) => count === 0,
    limitMs,
  );
}

/** Throws unless every command was accepted in the end, and as durable only what is in the log once. */
export function assertNothingLost(report: CommandReport): void {
  const { sent, answered, lost, doubled, stale, problems } = report;
  const isWhole = answered === sent && lost + doubled + stale + problems.length === 0;
  if (!isWhole) throw new Error(`Cannot accept the run: ${JSON.stringify(report)}`);
}
