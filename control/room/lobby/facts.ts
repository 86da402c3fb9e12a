import { z } from "zod";
import { DisplayName, PeerId, SessionId, WaitingFor } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

/** Somebody who waits, and where to reach them. */
export const Waiter = z.object({
  peerId: PeerId,
  name: DisplayName,
  sessionId: SessionId,
  connectionId: SessionId,
  device: z.string().optional(),
  for: WaitingFor,
  since: z.int(), // Epoch ms.
});
export type Waiter = z.infer<typeof Waiter>;

export const LOBBY_FACTS = [
  // Also when somebody who waits already knocks over another socket, or begins to wait for something else.
  z.object({ type: z.literal("PeerKnocked"), waiter: Waiter }),
  z.object({ type: z.literal("PeerAdmitted"), peerId: PeerId, at: z.int(), by: By }),
  z.object({
    type: z.literal("KnockDenied"),
    peerId: PeerId,
    name: DisplayName,
    at: z.int(),
    block: z.boolean(),
    device: z.string().optional(),
    by: By,
  }),
  z.object({ type: z.literal("KnockWithdrawn"), peerId: PeerId }),
  // Of somebody kept out, in the lobby or from within.
  z.object({
    type: z.literal("PeerLetBack"),
    peerId: PeerId,
    name: DisplayName,
    at: z.int(),
    by: By,
  }),
] as const;
