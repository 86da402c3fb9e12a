/** Owner ↔ media node: idempotent commands keyed by ids that the room chose. */
import { z } from "zod";
import { Capabilities } from "./codecs.ts";
import { ErrorBody } from "./errors.ts";
import {
  BootId,
  CommandId,
  ConsumerId,
  NodeId,
  ProducerId,
  Region,
  RoomId,
  TapId,
  TransportId,
} from "./ids.ts";
import { DtlsParameters, MediaKind, RtpParameters, TransportInfo } from "./rtp.ts";
import { TapInfo, TapListener } from "./taps.ts";

/** Most steps that fit one command. */
export const MAX_STEPS = 512;

/** Most people that are told to speak at once. */
export const MAX_SPEAKERS = 16;

/** Most video streams of one transport that a node tells of. */
export const MAX_FORWARDED = 256;

/** Simulcast or SVC layers wanted at most; absent parts: no wish. */
export const Layers = z.object({
  spatial: z.int().min(0).max(3).describe("0: the smallest picture."),
  temporal: z.int().min(0).max(3).optional().describe("0: the lowest frame rate."),
});
export type Layers = z.infer<typeof Layers>;

/** Which of a client's pictures gets bandwidth first; sound is outside of this and always goes. */
export const Priority = z.int().min(1).max(255);

/** One wish. Done twice it changes nothing; differing parameters bring the object to the new wish. */
export const MediaStep = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ensureRouter") }).describe(
    "A router for the room, on the node's least loaded worker.",
  ),
  z.object({
    type: z.literal("ensureTransport"),
    transportId: TransportId,
    dtls: DtlsParameters.optional(),
    ice: z.int().positive().optional().describe(
      "ICE restarts wished for so far; a higher number than before restarts ICE once.",
    ),
  }).describe(
    "Without `dtls` the transport waits; with it DTLS starts. A transport answers one DTLS client only.",
  ),
  z.object({
    type: z.literal("ensureProducer"),
    producerId: ProducerId,
    transportId: TransportId,
    kind: MediaKind,
    rtpParameters: RtpParameters,
    paused: z.boolean(),
  }).describe("Receives a track from a client."),
  z.object({
    type: z.literal("ensureConsumer"),
    consumerId: ConsumerId,
    transportId: TransportId,
    producerId: ProducerId,
    capabilities: Capabilities,
    paused: z.boolean(),
    layers: Layers.optional().describe("Absent: the best there is."),
    priority: Priority.optional().describe("Absent: 1."),
  }).describe("Sends a producer to a client."),
  z.object({
    type: z.literal("ensureTap"),
    tapId: TapId,
    producerId: ProducerId,
    listener: TapListener,
  }).describe(
    "Sends a producer's RTP and sender reports to another process. Timestamps stay the sender's own.",
  ),
  z.object({ type: z.literal("closeConsumer"), consumerId: ConsumerId }).describe(
    "Closing what is not there succeeds.",
  ),
  z.object({ type: z.literal("closeProducer"), producerId: ProducerId }).describe(
    "Its consumers and taps close with it.",
  ),
  z.object({ type: z.literal("closeTransport"), transportId: TransportId }).describe(
    "Its producers and consumers close with it.",
  ),
  z.object({ type: z.literal("closeTap"), tapId: TapId }),
  z.object({ type: z.literal("closeRouter") }).describe(
    "Everything the node holds of the room closes with it.",
  ),
]);
export type MediaStep = z.infer<typeof MediaStep>;

/** How a node forwards one video stream to one client. */
export const Forwarding = z.object({
  layers: Layers.nullable().describe("Those that flow; null: none does."),
  withheld: z.boolean().describe("Nothing flows since the way to the client can't carry it."),
  score: z.int().min(0).max(10).describe("How well it arrives, 10: all of it."),
});
export type Forwarding = z.infer<typeof Forwarding>;

/** A consumer as the client needs it to receive. */
export const ConsumerInfo = z.object({
  id: ConsumerId,
  producerId: ProducerId,
  kind: MediaKind,
  rtpParameters: RtpParameters,
});
export type ConsumerInfo = z.infer<typeof ConsumerInfo>;

/** Objects in one page of a description: some 600 kB, below what the bus carries at once. */
export const DESCRIBE_PAGE = 400;

/** What a node holds of one room: all of it, or one page. */
export const RoomMediaDescription = z.object({
  router: z.boolean(),
  transports: z.array(z.object({
    info: TransportInfo,
    connected: z.boolean(),
    ice: z.int().positive().optional().describe("The number of its last ICE restart."),
  })),
  producers: z.array(z.object({
    id: ProducerId,
    transportId: TransportId,
    paused: z.boolean(),
  })),
  consumers: z.array(z.object({
    info: ConsumerInfo,
    transportId: TransportId,
    paused: z.boolean(),
    layers: Layers.optional(),
    priority: Priority.optional().describe("Absent: 1."),
  })),
  taps: z.array(TapInfo).optional().describe("Absent: none."),
  next: z.int().positive().optional().describe(
    "Where the next page begins; absent: this is the last.",
  ),
});
export type RoomMediaDescription = z.infer<typeof RoomMediaDescription>;

/** A node's answer to one step, in the order of the steps. */
export const StepResult = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    transport: TransportInfo.optional().describe("Of ensureTransport."),
    consumer: ConsumerInfo.optional().describe("Of ensureConsumer."),
    tap: TapInfo.optional().describe("Of ensureTap."),
  }),
  z.object({ ok: z.literal(false), error: ErrorBody }),
]);
export type StepResult = z.infer<typeof StepResult>;

export const NodeCommand = z.discriminatedUnion("type", [
  z.object({ type: z.literal("apply"), steps: z.array(MediaStep).min(1).max(MAX_STEPS) }).describe(
    "Carries out steps in their order; one that fails doesn't stop the others.",
  ),
  z.object({
    type: z.literal("describe"),
    skip: z.int().nonnegative().default(0).describe("The `next` of the page before; 0: the first."),
  }).describe("What do you hold of this room? Asked page by page, since a full room is megabytes."),
  z.object({ type: z.literal("ping") }).describe(
    "Does the worker that holds this room answer? Refused as `worker-stalled` if it does not, as `unknown-router` if nothing of the room is here.",
  ),
]);
export type NodeCommand = z.infer<typeof NodeCommand>;

export const NodeEnvelope = z.object({
  v: z.literal(1),
  id: CommandId.describe("Idempotency key: a repeat gets the first answer again."),
  roomId: RoomId,
  epoch: z.int().positive().describe(
    "Fencing token; a lower one than the highest seen is refused.",
  ),
  deadlineAt: z.int().describe("Epoch ms; later it is dropped."),
  body: NodeCommand,
});
export type NodeEnvelope = z.infer<typeof NodeEnvelope>;

export const NodeReply = z.discriminatedUnion("ok", [
  z.object({
    v: z.literal(1),
    ok: z.literal(true),
    results: z.array(StepResult).optional().describe("Of apply, one a step."),
    description: RoomMediaDescription.optional().describe("Of describe."),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);
export type NodeReply = z.infer<typeof NodeReply>;

/** What a node tells unasked. */
export const NodeEvent = z.object({
  v: z.literal(1),
  nodeId: NodeId,
  body: z.discriminatedUnion("type", [
    z.object({ type: z.literal("WorkerDied"), roomIds: z.array(RoomId) }).describe(
      "A worker process is gone, and with it these rooms' media.",
    ),
    z.object({ type: z.literal("WorkerStalled"), roomIds: z.array(RoomId) }).describe(
      "A worker process does not answer and may be hung: leave it while it may still forward.",
    ),
    z.object({
      type: z.literal("TransportStateChanged"),
      roomId: RoomId,
      transportId: TransportId,
      state: z.enum(["connected", "disconnected", "failed", "closed"]),
    }).describe("ICE or DTLS of a transport changed its state."),
    z.object({
      type: z.literal("ForwardingChanged"),
      roomId: RoomId,
      transportId: TransportId,
      streams: z.array(z.object({ consumerId: ConsumerId, forwarding: Forwarding })).max(
        MAX_FORWARDED,
      ),
    }).describe(
      "What a transport forwards of the video it is to: all of it each time, at most twice a second, and again every 5 s while something is withheld.",
    ),
    z.object({
      type: z.literal("SpeechHeard"),
      roomId: RoomId,
      producerIds: z.array(ProducerId).min(1).max(MAX_SPEAKERS),
    }).describe(
      "Who speaks in a room of three microphones or more, the loudest first: at a change, and every 2 s as long as somebody does.",
    ),
  ]),
});
export type NodeEvent = z.infer<typeof NodeEvent>;

/** Sent every {@linkcode BEAT_INTERVAL_MS}; three missed ones mean the sender is gone. */
export const NodeBeat = z.object({
  v: z.literal(1),
  nodeId: NodeId,
  bootId: BootId,
  at: z.int().describe("Epoch ms."),
  draining: z.boolean().describe("Takes no new rooms."),
  region: Region.optional().describe("Where it is, if its operator said so."),
  workers: z.array(z.object({
    alive: z.boolean(),
    routers: z.int().nonnegative(),
    transports: z.int().nonnegative(),
    consumers: z.int().nonnegative(),
    load: z.number().min(0).describe("CPU of its core, 0 to 1."),
  })),
});
export type NodeBeat = z.infer<typeof NodeBeat>;

export const BEAT_INTERVAL_MS = 1_000;

/** An operator → media node: leave no room behind, then exit. */
export const DrainRequest = z.object({
  v: z.literal(1),
  draining: z.boolean().default(true).describe("False: take rooms again."),
});
export type DrainRequest = z.infer<typeof DrainRequest>;

export const DrainReply = z.discriminatedUnion("ok", [
  z.object({
    v: z.literal(1),
    ok: z.literal(true),
    draining: z.boolean(),
    rooms: z.int().nonnegative().describe("Rooms that are still to leave."),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);
export type DrainReply = z.infer<typeof DrainReply>;
