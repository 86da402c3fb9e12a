import { ActivateReply, subjects } from "../../protocol/mod.ts";
import type { Stack } from "../harness/stack.ts";

const REQUEST_LIMIT_MS = 5_000;

/** Which control host owns a room now; without an owner the room gets one. */
export async function ownerOf(stack: Stack, roomId: string): Promise<string> {
  const request = { v: 1, actorId: roomId };
  const answer = await stack.bus.request(subjects.roomsActivate, request, REQUEST_LIMIT_MS);
  const reply = ActivateReply.parse(answer);
  if (!reply.ok) throw new Error(`Cannot tell the owner of ${roomId}: ${reply.error.message}`);
  return reply.hostId;
}
