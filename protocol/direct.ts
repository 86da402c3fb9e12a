/**
 * Two people who are alone may talk without a server between them (`settings.direct`). The room passes
 * on what their browsers say to each other and decides whether they may; everything else is theirs,
 * and the way through the media node stays open beside it.
 */
import { z } from "zod";
import { PeerId } from "./ids.ts";
import type { MeetingView } from "./meeting/mod.ts";

/** A description of four m-lines with one codec each. */
export const DIRECT_SDP_MAX = 24_000;
const CANDIDATE_MAX = 1_000;

/** What one browser says to the other. `attempt` counts what the caller tried; older words are dropped. */
export const DirectWord = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["offer", "answer"]),
    attempt: z.int().positive(),
    sdp: z.string().max(DIRECT_SDP_MAX),
  }),
  z.object({
    kind: z.literal("candidate"),
    attempt: z.int().positive(),
    candidate: z.string().max(CANDIDATE_MAX),
    line: z.int().nonnegative().max(15).describe("Index of the m-line."),
  }).describe("A way to the sender (RFC 8838)."),
  z.object({ kind: z.literal("flowing"), attempt: z.int().positive(), flowing: z.boolean() })
    .describe(
      "Whether all that the sender expects arrives directly; then the other may stop sending it to the media node.",
    ),
]);
export type DirectWord = z.infer<typeof DirectWord>;

export const DIRECT_COMMANDS = [
  z.object({ type: z.literal("passDirect"), to: PeerId, word: DirectWord }).describe(
    "Passed on to the other of two who may talk directly, and forgotten. Refused as `wrong-state` where they may not.",
  ),
] as const;

/** Parts of `Signal`. */
export const DIRECT_SIGNALS = [
  z.object({ type: z.literal("direct"), peerId: PeerId, word: DirectWord }).describe(
    "The other's browser says so.",
  ),
] as const;

/** As much of a person as matters here. */
interface Seat {
  readonly id: PeerId;
}

/** What a meeting has that a direct call could not serve, or is against it. */
type Meeting = Pick<MeetingView, "settings" | "notices">;

/**
 * The two who may talk directly; undefined: it takes the media node. Servers have to hear what they
 * record or write down; with end-to-end encryption there is no point in a second way.
 */
export function directPair(
  peers: readonly Seat[],
  { settings, notices }: Meeting,
): readonly [PeerId, PeerId] | undefined {
  const [one, other, ...more] = peers;
  if (!one || !other || more.length > 0) return undefined;
  const { direct, captions, encrypted } = settings;
  if (!direct || captions || encrypted) return undefined;
  return notices.some(({ kind }) => kind === "recording") ? undefined : [one.id, other.id];
}
