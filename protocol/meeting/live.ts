/** What a room says of its live stream: the composed view of the meeting, sent to a server elsewhere. */
import { z } from "zod";
import { LiveId, PeerId } from "../ids.ts";
import { LiveAddress } from "../live_address.ts";

/** Live streams of one room; each start begins another. */
export const LIVES_MAX = 100;
/** A stream that has not reached its server for so long has failed. */
export const LIVE_DOWN_MAX_MS = 60_000;
/** A stream of a meeting that nobody has come to for so long stops. */
export const LIVE_EMPTY_MS = 60_000;
/** Characters of why a stream does not arrive. */
export const LIVE_REASON_MAX = 200;

export const LiveState = z.enum(["starting", "live", "interrupted"]).describe(
  "`starting`: it has not arrived anywhere yet. `interrupted`: it did, and is being sent anew.",
);
export type LiveState = z.infer<typeof LiveState>;

/** Why it does not arrive, for people; never with anything of the address. */
export const LiveReason = z.string().max(LIVE_REASON_MAX);

/** The live stream that is on. Where it goes is nobody's to see. */
export const Live = z.object({
  id: LiveId,
  since: z.int().describe("Epoch ms, when it was asked for."),
  by: PeerId.nullable().describe("Null: a service."),
  state: LiveState,
  reason: LiveReason.optional().describe("Why it is not live, where that is known."),
});
export type Live = z.infer<typeof Live>;

export const LiveEnd = z.enum(["asked", "ended", "empty", "failed"]).describe(
  "Somebody stopped it, the meeting is over, nobody was there any more, or it could not be sent.",
);
export type LiveEnd = z.infer<typeof LiveEnd>;

export const LIVE_COMMANDS = [
  z.object({ type: z.literal("startLive"), address: LiveAddress }).describe(
    "Sends the composed view of the meeting there. Needs `record`. Refused as `encrypted` where only the participants could see it, as `target-refused` where the operator does not let streams go, and as `wrong-state` while another is on.",
  ),
  z.object({ type: z.literal("stopLive") }).describe(
    "Needs `record`; where none is on there is nothing to do.",
  ),
] as const;

export const LIVE_CHANGES = [
  z.object({
    type: z.literal("LiveChanged"),
    live: Live.nullable(),
    end: LiveEnd.optional().describe("Why there is none any more."),
    reason: LiveReason.optional().describe("Of a stream that failed, in words."),
  }).describe("A live stream began, goes on otherwise than before, or is over."),
] as const;
