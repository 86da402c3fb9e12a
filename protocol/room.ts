/** Room commands and what an owner publishes. */
import { z } from "zod";
import { Capabilities } from "./codecs.ts";
import { ErrorBody } from "./errors.ts";
import {
  CommandId,
  ConsumerId,
  HostId,
  MeetingCode,
  PeerId,
  ProducerId,
  RoomId,
  SessionId,
  TrackKey,
} from "./ids.ts";
import { ConsumerInfo } from "./media.ts";
import { DtlsParameters, RtpParameters, TransportInfo } from "./rtp.ts";
import { DisplayName, Role, RoomChange, RoomSnapshot, Source } from "./view.ts";

/** Most tiles a client may ask for at once. */
export const MAX_TILES = 64;
/** Most consumers a client may report as ready. */
export const MAX_READY = 512;

/** Who sends a command. The gateway vouches for sessions, whose token it has verified. */
export const Sender = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("session"), sessionId: SessionId, peerId: PeerId, role: Role }),
  z.object({ kind: z.literal("service"), name: z.string().max(64) }),
]);
export type Sender = z.infer<typeof Sender>;

/** A video tile on someone's screen, in CSS pixels times the device's pixel ratio. */
export const Tile = z.object({
  producerId: ProducerId,
  width: z.int().min(1).max(8_192),
  height: z.int().min(1).max(8_192),
});
export type Tile = z.infer<typeof Tile>;

/**
 * What a client shows and what it already has; the whole of it each time, so a repeat or a loss
 * does no harm. The owner answers a difference between `ready` and what should be there with a
 * `media` message.
 */
export const View = z.object({
  /** The media placement this client's transports belong to; 0: none yet. */
  generation: z.int().nonnegative(),
  tiles: z.array(Tile).max(MAX_TILES),
  /** Consumers that the client can play. */
  ready: z.array(ConsumerId).max(MAX_READY),
});
export type View = z.infer<typeof View>;

/** A client's DTLS answer for its transports of one generation, and the tracks it sends there. */
export const Publish = z.object({
  generation: z.int().positive(),
  transports: z.array(z.object({
    direction: z.enum(["send", "recv"]),
    dtls: DtlsParameters,
  })).max(2),
  producers: z.array(z.object({
    key: TrackKey,
    source: Source,
    rtpParameters: RtpParameters,
    paused: z.boolean(),
  })).max(8),
});
export type Publish = z.infer<typeof Publish>;

export const RoomCommand = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("create"),
    code: MeetingCode,
    title: z.string().trim().max(200),
  }),
  // Takes or retakes the seat of the sender's peer id, with a new session and fresh media.
  // `connectionId` names the socket that speaks for the session from now on.
  z.object({
    type: z.literal("join"),
    name: DisplayName,
    capabilities: Capabilities,
    view: View,
    connectionId: SessionId.optional(),
  }),
  // The session is back on a socket; `rev` is the last revision its client has.
  z.object({
    type: z.literal("resume"),
    rev: z.int().nonnegative(),
    view: View,
    connectionId: SessionId.optional(),
  }),
  // The session's socket is gone; the seat is kept for a while. Ignored when another has replaced it.
  z.object({ type: z.literal("disconnect"), connectionId: SessionId.optional() }),
  z.object({ type: z.literal("leave") }),
  z.object({ type: z.literal("publish"), publish: Publish }),
  z.object({ type: z.literal("closeProducer"), producerId: ProducerId }),
  z.object({ type: z.literal("setProducerPaused"), producerId: ProducerId, paused: z.boolean() }),
  z.object({ type: z.literal("view"), view: View }),
  z.object({ type: z.literal("sync") }),
  z.object({ type: z.literal("end") }),
]);
export type RoomCommand = z.infer<typeof RoomCommand>;

export const RoomCommandEnvelope = z.object({
  v: z.literal(1),
  id: CommandId, // Idempotency key.
  roomId: RoomId,
  from: Sender,
  deadlineAt: z.int(), // Epoch ms; later it is answered `expired`.
  body: RoomCommand,
});
export type RoomCommandEnvelope = z.infer<typeof RoomCommandEnvelope>;

/** Results of `join`, `resume` and `sync`; every other command answers with an empty object. */
export const SnapshotResult = z.object({ snapshot: RoomSnapshot });
/** Of `resume`: the facts since `rev` where they are still known, else a snapshot. */
export const ResumeResult = z.union([
  SnapshotResult,
  z.object({ from: z.int(), to: z.int(), changes: z.array(RoomChange) }),
]);

export const RoomReply = z.discriminatedUnion("ok", [
  z.object({
    v: z.literal(1),
    ok: z.literal(true),
    durable: z.boolean(), // False: accepted, but not in the log yet.
    epoch: z.int().nonnegative(),
    rev: z.int().nonnegative(),
    result: z.unknown(),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);
export type RoomReply = z.infer<typeof RoomReply>;

/** What an owner publishes of a room. `from`/`to`: revisions before and after; a gap means resync. */
export const RoomEvent = z.object({
  v: z.literal(1),
  roomId: RoomId,
  epoch: z.int().positive(),
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  body: z.array(RoomChange).optional(),
  /** A new owner: gateways state their sessions' views again. */
  adopted: z.object({ hostId: HostId }).optional(),
});
export type RoomEvent = z.infer<typeof RoomEvent>;

/**
 * Media news for one session. Idempotent: transports replace those of older generations,
 * consumers are added by id, `closed` may name unknown ones.
 */
export const MediaUpdate = z.object({
  generation: z.int().positive(),
  transports: z.object({ send: TransportInfo, recv: TransportInfo }).optional(),
  consumers: z.array(ConsumerInfo),
  closed: z.array(ConsumerId),
});
export type MediaUpdate = z.infer<typeof MediaUpdate>;

/** Owner → the gateway that holds the session. */
export const SessionMessage = z.object({
  v: z.literal(1),
  sessionId: SessionId,
  epoch: z.int().positive(),
  body: z.discriminatedUnion("type", [
    z.object({ type: z.literal("media"), media: MediaUpdate }),
    z.object({ type: z.literal("close"), error: ErrorBody }),
  ]),
});
export type SessionMessage = z.infer<typeof SessionMessage>;

/** Any gateway or API → any control host. */
export const Activate = z.object({ v: z.literal(1), actorId: RoomId });
export const ActivateReply = z.discriminatedUnion("ok", [
  z.object({ v: z.literal(1), ok: z.literal(true), hostId: HostId }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);

/** A control host proves it lives. */
export const ControlBeat = z.object({
  v: z.literal(1),
  hostId: HostId,
  at: z.int(), // Epoch ms.
  rooms: z.int().nonnegative(),
  draining: z.boolean(),
});
export type ControlBeat = z.infer<typeof ControlBeat>;
