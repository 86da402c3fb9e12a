/** Whether a direct way brings what it should. Pure. */
import type { MediaKind } from "../../../protocol/mod.ts";
import type { Expectation } from "../silence_watch.ts";

/**
 * What came less long ago flows: some pictures, and for sound twice what Opus leaves out while nobody
 * speaks (DTX, RFC 7587, 3.1.3).
 */
export const FLOWING_MS: Readonly<Record<MediaKind, number>> = { video: 400, audio: 1_000 };
/** The media node is the way when nothing has come of it within this. */
export const CONNECT_LIMIT_MS = 8_000;

/** A track that may come. */
export interface Expected {
  readonly kind: MediaKind;
  readonly expectation: Expectation;
  /** When something last came; -Infinity: never. */
  readonly arrivedAt: number;
}

export type Judgement = "waiting" | "flowing" | "failed";

export function judgeDirect(
  { state, startedAt, wasFlowing }: {
    state: RTCPeerConnectionState;
    startedAt: number;
    wasFlowing: boolean;
  },
  expected: readonly Expected[],
  now: number,
): Judgement {
  if (state === "failed" || state === "closed") return "failed";
  const isMissed = ({ kind, expectation, arrivedAt }: Expected) =>
    expectation !== "nothing" && now - arrivedAt > FLOWING_MS[kind];
  if (state === "connected" && !expected.some(isMissed)) return "flowing";
  if (wasFlowing) return "failed";
  return now - startedAt > CONNECT_LIMIT_MS ? "failed" : "waiting";
}
