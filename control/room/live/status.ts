/** The live stream that is on, as a part of a room's state, and what time alone makes of it. Pure. */
import { z } from "zod";
import {
  type Live,
  LIVE_DOWN_MAX_MS,
  LIVE_EMPTY_MS,
  LiveAddress,
  type LiveEnd,
  LiveId,
  LiveReason,
  StreamerId,
} from "../../../protocol/mod.ts";
import { By } from "../by.ts";

export const LiveStatus = z.object({
  id: LiveId,
  /** A secret: for streamers alone. */
  address: LiveAddress,
  since: z.int(), // Epoch ms.
  by: By,
  /** Who sends it; null: nobody now. */
  streamer: StreamerId.nullable(),
  /** Whether it ever arrived. */
  wasLive: z.boolean(),
  /** Since when it does not arrive, epoch ms; null: it does. */
  downSince: z.int().nullable(),
  /** Why it does not, as far as is known. */
  reason: LiveReason.nullable(),
  /** Since when nobody is in the room, epoch ms; null: somebody is. */
  emptySince: z.int().nullable(),
  /** Whether the notice to everybody is this stream's, and ends with it. */
  ownsNotice: z.boolean(),
});
export type LiveStatus = z.infer<typeof LiveStatus>;

/** Without the address. */
export function liveView(
  { id, since, by, downSince, wasLive, reason }: Readonly<LiveStatus>,
): Live {
  const state = downSince === null ? "live" : wasLive ? "interrupted" : "starting";
  return {
    id,
    since,
    by: by.kind === "peer" ? by.peerId : null,
    state,
    ...(reason !== null && { reason }),
  };
}

/** The end that the stream comes to by itself, unless something changes before. */
export interface LiveDueEnd {
  readonly end: Extract<LiveEnd, "empty" | "failed">;
  /** Epoch ms. */
  readonly at: number;
}

export function liveDueEnd(
  { emptySince, downSince }: Pick<LiveStatus, "emptySince" | "downSince">,
): LiveDueEnd | undefined {
  const ends: LiveDueEnd[] = [];
  if (emptySince !== null) ends.push({ end: "empty", at: emptySince + LIVE_EMPTY_MS });
  if (downSince !== null) ends.push({ end: "failed", at: downSince + LIVE_DOWN_MAX_MS });
  return ends.toSorted((a, b) => a.at - b.at)[0];
}
