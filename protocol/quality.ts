/**
 * How a call looks and sounds to those in it: what clients measure every few seconds, what is kept of
 * it, and what people say of a call afterwards. None of it is a fact of the room.
 */
import { z } from "zod";
import { PeerId, ProducerId, RoomId, SessionId, TrackKey } from "./ids.ts";
import { DisplayName, Source } from "./roles.ts";
import { MediaKind } from "./rtp.ts";

/** Clients report so often, in ms; a gateway passes on no more. */
export const QUALITY_INTERVAL_MS = 5_000;
/** Received tracks in one report: those with most trouble first. */
export const QUALITY_RECEIVED_MAX = 40;
/** Sent tracks in one report. */
export const QUALITY_SENT_MAX = 8;
/** Simulcast layers of one track. */
const LAYERS_MAX = 4;
/** Longest words of a rating. */
export const RATING_CHARACTERS_MAX = 1_000;
/** Moments of one timeline; the worst of more. */
export const MOMENTS_MAX = 500;

const ms = z.number().nonnegative().max(3_600_000);
const kbits = z.number().nonnegative().max(10_000_000).describe("kbit/s");
const share = z.number().min(0).max(1);
const pixels = z.int().nonnegative().max(16_384);
const fps = z.number().nonnegative().max(1_000);
const codec = z.string().regex(/^[\w.+-]{1,32}$/).describe("As in RTP: `VP8`, `opus`.");
/** ITU-T P.800: 1 (bad) to 5 (excellent). */
const Mos = z.number().min(1).max(5);

/** How packets travel: the selected ICE candidate pair (RFC 8445), of relays with the way to them. */
export const QualityPath = z.object({
  candidate: z.enum(["host", "srflx", "prflx", "relay"]),
  protocol: z.enum(["udp", "tcp", "tls"]),
  direct: z.boolean().optional().describe("To the other of two people, past the media node."),
});
export type QualityPath = z.infer<typeof QualityPath>;

/** What a join took, phase by phase, in ms; absent: it was not seen, or somebody had to wait for others. */
export const JoinPhases = z.object({
  page: ms.optional().describe("From navigation to a page that can be used."),
  socket: ms.optional().describe("From the wish to join to an open socket."),
  answer: ms.optional().describe("To the room's answer."),
  ice: ms.optional().describe("To a way to the media node."),
  dtls: ms.optional().describe("To keys."),
  frame: ms.optional().describe("To the first picture."),
});
export type JoinPhases = z.infer<typeof JoinPhases>;
export const JOIN_PHASES = ["page", "socket", "answer", "ice", "dtls", "frame"] as const;

/** A track that comes in, over the report's span. */
export const ReceivedQuality = z.object({
  producerId: ProducerId,
  kind: MediaKind,
  codec: codec.optional(),
  kbits,
  loss: share.describe("Packets that never came."),
  jitterMs: ms,
  width: pixels.optional(),
  height: pixels.optional(),
  fps: fps.optional(),
  freezes: z.int().nonnegative().max(10_000).optional(),
  freezeMs: ms.optional(),
  concealed: share.optional().describe("Of the sound, what the decoder made up."),
  mos: Mos.optional(),
});
export type ReceivedQuality = z.infer<typeof ReceivedQuality>;

/** One layer that goes out; SVC is one layer with a `mode`. */
export const SentLayer = z.object({
  rid: z.string().regex(/^\w{1,16}$/).optional(),
  width: pixels.optional(),
  height: pixels.optional(),
  fps: fps.optional(),
  kbits,
  mode: z.string().regex(/^\w{1,16}$/).optional().describe(
    "Scalability mode of WebRTC-SVC: `L3T3_KEY`.",
  ),
});
export type SentLayer = z.infer<typeof SentLayer>;

/** A track that goes out, as the media node reports to have got it. */
export const SentQuality = z.object({
  key: TrackKey,
  source: Source,
  codec: codec.optional(),
  kbits,
  loss: share.optional(),
  jitterMs: ms.optional(),
  layers: z.array(SentLayer).max(LAYERS_MAX),
  limit: z.enum(["cpu", "bandwidth", "other"]).optional().describe(
    "Why the encoder gives less than it could.",
  ),
});
export type SentQuality = z.infer<typeof SentQuality>;

/** What one client has seen and heard since its last report. */
export const QualityReport = z.object({
  spanMs: ms.describe("What the shares and rates are of."),
  rttMs: ms.optional().describe(
    "To the media node and back; on a direct path to the other person.",
  ),
  inKbits: kbits,
  outKbits: kbits,
  path: QualityPath.optional(),
  mos: Mos.optional().describe("Of the worst voice that came in."),
  received: z.array(ReceivedQuality).max(QUALITY_RECEIVED_MAX),
  sent: z.array(SentQuality).max(QUALITY_SENT_MAX),
  join: JoinPhases.optional().describe("Once, in the first report after a join."),
});
export type QualityReport = z.infer<typeof QualityReport>;

/** On NATS: a gateway passes a report on to whoever keeps them. Lost ones are missed by nobody. */
export const QualityEvent = z.object({
  v: z.literal(1),
  roomId: RoomId,
  peerId: PeerId,
  sessionId: SessionId,
  at: z.int().describe("Epoch ms at the gateway."),
  report: QualityReport,
});
export type QualityEvent = z.infer<typeof QualityEvent>;

/** What was wrong, by those who say a call was not good. */
export const RatingReason = z.enum([
  "sound",
  "picture",
  "freezes",
  "delay",
  "dropped",
  "joining",
  "screen",
  "other",
]);
export type RatingReason = z.infer<typeof RatingReason>;

/** `POST /api/rooms/:roomId/rating`, also after leaving. Said again it replaces what was said before. */
export const CallRating = z.object({
  stars: z.int().min(1).max(5),
  reasons: z.array(RatingReason).max(RatingReason.options.length),
  words: z.string().trim().max(RATING_CHARACTERS_MAX).regex(/^[^\0]*$/),
});
export type CallRating = z.infer<typeof CallRating>;

/** Why something probably happened; `unknown` where nothing that is kept explains it. */
export const GlitchCause = z.enum([
  "media-moved", // Media went over to another node.
  "media-lost", // A media node died.
  "owner-changed", // Another control host took the room over.
  "reconnected", // The person's own connection was gone for a moment.
  "own-network", // Everything that came to this person suffered.
  "sender-network", // What this sender sent suffered on its way to the node.
  "sender-cpu", // The sender's machine could not encode more.
  "unknown",
]);
export type GlitchCause = z.infer<typeof GlitchCause>;

const span = { at: z.int(), until: z.int() };
const glitch = {
  ...span,
  peerId: PeerId.describe("Who noticed."),
  name: DisplayName.optional(),
  cause: GlitchCause,
};
const from = {
  fromPeerId: PeerId.optional().describe("Whose track it was."),
  fromName: DisplayName.optional(),
};

/** Something in the course of a call, for people who ask why it was not good. Times in epoch ms. */
export const CallMoment = z.discriminatedUnion("type", [
  z.object({ type: z.literal("joined"), ...span, peerId: PeerId, name: DisplayName.optional() }),
  z.object({ type: z.literal("left"), ...span, peerId: PeerId, name: DisplayName.optional() }),
  z.object({ type: z.literal("away"), ...span, peerId: PeerId, name: DisplayName.optional() })
    .describe("The connection was gone."),
  z.object({ type: z.literal("media-moved"), ...span, node: z.string() }),
  z.object({ type: z.literal("media-lost"), ...span, node: z.string() }),
  z.object({ type: z.literal("owner-changed"), ...span, epoch: z.int() }),
  z.object({ type: z.literal("slow-join"), ...glitch, totalMs: ms, phase: z.enum(JOIN_PHASES) }),
  z.object({ type: z.literal("froze"), ...glitch, ...from, count: z.int(), totalMs: ms }),
  z.object({ type: z.literal("choppy"), ...glitch, ...from, concealed: share })
    .describe("Sound was made up."),
  z.object({ type: z.literal("lossy"), ...glitch, loss: share }),
  z.object({ type: z.literal("slow"), ...glitch, rttMs: ms }),
  z.object({
    type: z.literal("blurry"),
    ...glitch,
    ...from,
    height: pixels.describe("The lowest."),
    before: pixels.describe("What it had been."),
  }),
]);
export type CallMoment = z.infer<typeof CallMoment>;

/** `GET /api/rooms/:roomId/quality`: how the call went, oldest first. Needs `moderate`. */
export const CallTimeline = z.object({
  moments: z.array(CallMoment).max(MOMENTS_MAX),
  ratings: z.object({
    count: z.int().nonnegative(),
    average: z.number().min(1).max(5).nullable(),
  }),
  reports: z.int().nonnegative().describe("How many reports this was made of."),
});
export type CallTimeline = z.infer<typeof CallTimeline>;
