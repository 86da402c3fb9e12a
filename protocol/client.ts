/** Client ↔ gateway: JSON frames over one WebSocket. */
import { z } from "zod";
import { Capabilities } from "./codecs.ts";
import { ErrorBody } from "./errors.ts";
import { PeerId, ProducerId, RoomId, SessionId } from "./ids.ts";
import { MediaUpdate, Publish, View } from "./room.ts";
import { IceServer } from "./rtp.ts";
import { DisplayName, Role, RoomChange, RoomSnapshot } from "./view.ts";

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

const id = z.int().nonnegative();
/** A meeting token (JWT, RFC 7519). */
const Token = z.string().max(4_096);

/** Requests; each gets one answer with the same `id`. `join` or `resume` comes first. */
export const ClientMessage = z.discriminatedUnion("type", [
  z.object({
    id,
    type: z.literal("join"),
    token: Token,
    name: DisplayName,
    capabilities: Capabilities,
    view: View,
  }),
  z.object({
    id,
    type: z.literal("resume"),
    resumeToken: Token,
    rev: z.int().nonnegative(),
    view: View,
  }),
  z.object({ id, type: z.literal("publish"), publish: Publish }),
  z.object({ id, type: z.literal("closeProducer"), producerId: ProducerId }),
  z.object({
    id,
    type: z.literal("setProducerPaused"),
    producerId: ProducerId,
    paused: z.boolean(),
  }),
  z.object({ id, type: z.literal("view"), view: View }),
  // Answered with a snapshot: the client found a gap in the revisions.
  z.object({ id, type: z.literal("sync") }),
  z.object({ id, type: z.literal("ping") }),
  z.object({ id, type: z.literal("leave") }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** Result of `join`: everything needed to draw the page and start ICE. */
export const Joined = z.object({
  roomId: RoomId,
  peerId: PeerId,
  sessionId: SessionId,
  role: Role,
  resumeToken: Token,
  snapshot: RoomSnapshot,
  /** Null when no media node is free for now; a `media` notification follows. */
  media: MediaUpdate.nullable(),
  iceServers: z.array(IceServer),
  /** WebSocket URLs on which the session can resume, in order of preference. */
  gateways: z.array(z.string().max(255)),
});
export type Joined = z.infer<typeof Joined>;

/** Result of `resume`: either the changes missed since `rev`, or a snapshot. */
export const Resumed = z.object({
  resumeToken: Token,
  snapshot: RoomSnapshot.optional(),
  missed: z.object({ from: z.int(), to: z.int(), changes: z.array(RoomChange) }).optional(),
  iceServers: z.array(IceServer),
  gateways: z.array(z.string().max(255)),
});
export type Resumed = z.infer<typeof Resumed>;

/** Result of `sync`. */
export const Synced = z.object({ snapshot: RoomSnapshot });

/** Every frame a gateway sends. */
export const ServerMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("answer"), id, ok: z.literal(true), result: z.unknown() }),
  // `id` is null where the request's own could not be read.
  z.object({ type: z.literal("refusal"), id: id.nullable(), error: ErrorBody }),
  // Facts: apply when `from` is the last revision known, ignore when `to` is not newer, else `sync`.
  z.object({
    type: z.literal("room"),
    from: z.int().nonnegative(),
    to: z.int().nonnegative(),
    changes: z.array(RoomChange),
  }),
  z.object({ type: z.literal("media"), media: MediaUpdate }),
  // Something was lost on the way: `sync` now.
  z.object({ type: z.literal("resync") }),
  // The last frame before the gateway closes the socket.
  z.object({ type: z.literal("bye"), error: ErrorBody }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
