import { z } from "zod";
import { LiveAddress } from "../live_address.ts";

/** `POST /api/rooms/:roomId/live`, for integrators' servers. */
export const CommandLive = z.discriminatedUnion("action", [
  z.object({ action: z.literal("start"), address: LiveAddress }),
  z.object({ action: z.literal("stop") }),
]);
export type CommandLive = z.infer<typeof CommandLive>;
