/** Client ↔ gateway: JSON frames over one WebSocket. */
import { z } from "zod";
import { Capabilities } from "./codecs.ts";
import { EncryptionKey } from "./encryption.ts";
import { ErrorBody } from "./errors.ts";
import { PeerId, ProducerId, RoomId, SessionId } from "./ids.ts";
import { LobbyState, MeetingCommand, Signal } from "./meeting/mod.ts";
import { QualityReport } from "./quality.ts";
import { DisplayName, Role } from "./roles.ts";
import { DeviceToken, MediaUpdate, Publish, View } from "./room.ts";
import { IceConfig } from "./rtp.ts";
import { RoomChange, RoomSnapshot } from "./view.ts";

/** Largest frame a gateway reads, in bytes. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** The WebSocket subprotocol both sides name. */
export const SUBPROTOCOL = "parley.v1";

/** WebSocket close codes beyond RFC 6455's own. */
export const CloseCode = {
  /** The message broke the protocol or the sender's limits (RFC 6455: policy violation). */
  policy: 1008,
  /** The gateway is going away; resume on another one now. */
  goingAway: 1001,
  /** The client read too slowly; resume with what it has. */
  tooSlow: 4001,
  /** The seat was taken by another join; don't resume. */
  replaced: 4002,
  /** The room has ended, or this peer was removed; don't resume. */
  ended: 4003,
} as const;

/** Chosen by the client; no two requests of a session share one, over all its sockets. */
const id = z.int().nonnegative().describe("Chosen by the client; the answer carries it.");
const Token = z.string().max(4_096).describe("A signed token (JWT, RFC 7519).");

/** Requests; each gets one answer with the same `id`. `join` or `resume` comes first. */
export const ClientMessage = z.discriminatedUnion("type", [
  z.object({
    id,
    type: z.literal("join"),
    token: Token,
    name: DisplayName,
    capabilities: Capabilities,
    view: View,
    device: DeviceToken.optional(),
    encryptionKey: EncryptionKey.optional().describe(
      "Of a browser that can encrypt end to end; encrypted meetings let nobody else in.",
    ),
  }).describe(
    "Takes the token's seat. Answered with `Joined`, or with `Waiting`: then `lobby` notifications follow, and `join` again once admitted.",
  ),
  z.object({
    id,
    type: z.literal("resume"),
    resumeToken: Token,
    rev: z.int().nonnegative().describe("The last revision the client has."),
    epoch: z.int().nonnegative().optional().describe(
      "The epoch of that revision. Of another epoch than the owner's: the answer is a snapshot.",
    ),
    view: View,
  }).describe("Back on a new socket, on any gateway. Answered with `Resumed`."),
  z.object({ id, type: z.literal("publish"), publish: Publish }).describe(
    "DTLS answers of the client's transports and the tracks it sends.",
  ),
  z.object({ id, type: z.literal("closeProducer"), producerId: ProducerId }).describe(
    "Ends one of the client's own tracks.",
  ),
  z.object({
    id,
    type: z.literal("setProducerPaused"),
    producerId: ProducerId,
    paused: z.boolean(),
  }).describe("Mutes or unmutes one of the client's own tracks."),
  z.object({ id, type: z.literal("command"), command: MeetingCommand }).describe(
    "What the room decides about. Answered with the command's own result.",
  ),
  z.object({ id, type: z.literal("view"), view: View }).describe(
    "What the client shows and has now; the whole of it. Stated again every 10 s: who states nothing " +
      "for 35 s is taken for disconnected.",
  ),
  z.object({ id, type: z.literal("sync") }).describe(
    "The client found a gap in the revisions. Answered with `Synced`.",
  ),
  z.object({ id, type: z.literal("ping") }).describe(
    "Is the way to the gateway open, and how long is it?",
  ),
  z.object({ id, type: z.literal("quality"), report: QualityReport }).describe(
    "How the call looks and sounds. Answered at once, kept if that can be; too many are dropped.",
  ),
  z.object({ id, type: z.literal("leave") }).describe(
    "Gives the seat up; the answer comes before the socket closes.",
  ),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

const epoch = z.int().nonnegative().describe(
  "Of the owner that says this. Its revisions replace those of a lower epoch, even higher ones.",
);

/** Result of `join`: everything needed to draw the page and start ICE. */
export const Joined = z.object({
  roomId: RoomId,
  peerId: PeerId,
  sessionId: SessionId,
  role: Role,
  resumeToken: Token,
  accessToken: Token.optional().describe("For the meeting's part of the HTTP API."),
  epoch,
  snapshot: RoomSnapshot,
  media: MediaUpdate.nullable().describe(
    "Null when no media node is free for now; a `media` notification follows.",
  ),
  ...IceConfig.shape,
  gateways: z.array(z.string().max(255)).describe(
    "WebSocket URLs on which the session can resume, in order of preference.",
  ),
});
export type Joined = z.infer<typeof Joined>;

/** Result of `join` for somebody who is not let in yet. Nothing of the room is told. */
export const Waiting = z.object({ peerId: PeerId, lobby: LobbyState });
export type Waiting = z.infer<typeof Waiting>;

/** Result of `resume`: either the changes missed since `rev`, or a snapshot. */
export const Resumed = z.object({
  resumeToken: Token,
  accessToken: Token.optional(),
  epoch,
  snapshot: RoomSnapshot.optional().describe(
    "Instead of `missed`, where the room no longer knows the facts since `rev`.",
  ),
  missed: z.object({ from: z.int(), to: z.int(), changes: z.array(RoomChange) }).optional()
    .describe("What happened since `rev`."),
  ...IceConfig.shape,
  gateways: z.array(z.string().max(255)),
});
export type Resumed = z.infer<typeof Resumed>;

/** Result of `sync`. */
export const Synced = z.object({ epoch, snapshot: RoomSnapshot });
export type Synced = z.infer<typeof Synced>;

/** Every frame a gateway sends. */
export const ServerMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("answer"),
    id,
    ok: z.literal(true),
    result: z.unknown().describe(
      "By request: `Joined`, `Waiting`, `Resumed`, `Synced`, a command's result, else an empty object.",
    ),
  }).describe("The request was carried out."),
  z.object({ type: z.literal("refusal"), id: id.nullable(), error: ErrorBody }).describe(
    "The request was refused. `id` is null where the request's own could not be read.",
  ),
  z.object({
    type: z.literal("room"),
    epoch,
    adopted: z.literal(true).optional().describe("The first word of a new owner."),
    from: z.int().nonnegative(),
    to: z.int().nonnegative(),
    changes: z.array(RoomChange),
  }).describe(
    "Facts: apply when `from` is the last revision known, ignore when `to` is not newer, else `sync`. Of a lower epoch than known: ignore. Of a higher one: `sync`, unless it is the next, `adopted`, and `from` is the last revision known.",
  ),
  z.object({ type: z.literal("media"), media: MediaUpdate }).describe(
    "The difference between `view.ready` and what should be there.",
  ),
  z.object({ type: z.literal("lobby"), lobby: LobbyState }).describe(
    "To somebody who waits: how that stands.",
  ),
  z.object({ type: z.literal("signal"), signal: Signal }).describe("Show it now or never."),
  z.object({ type: z.literal("resync") }).describe("Something was lost on the way: `sync` now."),
  z.object({ type: z.literal("bye"), error: ErrorBody }).describe(
    "The last frame before the gateway closes the socket.",
  ),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
