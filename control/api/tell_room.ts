import type { Clock } from "../../kit/mod.ts";
import type { RoomCommand, RoomCommandEnvelope, RoomId } from "../../protocol/mod.ts";
import type { RequestActor } from "../actor/mod.ts";
import { randomId } from "./random.ts";
import { Refusal } from "./refusals.ts";

const DEADLINE_MS = 5_000;

/** Has a room obey the API itself. Rejects with {@linkcode Refusal}. */
export async function tellRoom(
  { requestRoom, clock }: { readonly requestRoom: RequestActor; readonly clock: Clock },
  roomId: RoomId,
  body: RoomCommand,
): Promise<void> {
  const command: RoomCommandEnvelope = {
    v: 1,
    id: `api-${randomId()}`,
    roomId,
    from: { kind: "service", name: "api" },
    deadlineAt: Math.round(clock.wallMs()) + DEADLINE_MS,
    body,
  };
  const reply = await requestRoom(roomId, command);
  if (!reply.ok) throw new Refusal(reply.error);
}
