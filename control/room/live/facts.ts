import { z } from "zod";
import { LiveAddress, LiveEnd, LiveId, LiveReason, StreamerId } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

const liveId = LiveId;
const at = z.int(); // Epoch ms.

export const LIVE_FACTS = [
  // The address is the room's secret: every other reader of the log leaves it out.
  z.object({ type: z.literal("LiveStarted"), liveId, address: LiveAddress, at, by: By }),
  // This streamer sends it from now on, perhaps in place of another.
  z.object({ type: z.literal("LiveHeld"), liveId, streamerId: StreamerId, at }),
  // Its streamer is gone or gave it up, and another is looked for.
  z.object({
    type: z.literal("LiveReleased"),
    liveId,
    streamerId: StreamerId,
    reason: LiveReason,
    at,
  }),
  // The server it goes to takes it.
  z.object({ type: z.literal("LiveConnected"), liveId, at }),
  // It does not, or no more.
  z.object({ type: z.literal("LiveInterrupted"), liveId, reason: LiveReason, at }),
  z.object({
    type: z.literal("LiveStopped"),
    liveId,
    end: LiveEnd,
    reason: LiveReason.optional(),
    at,
    by: By,
  }),
] as const;
