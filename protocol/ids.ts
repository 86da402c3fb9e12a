/**
 * Names of things on the wire. All are safe as one token of a NATS subject
 * (no dots, blanks or wildcards), except those of media objects, which never
 * stand in a subject.
 */
import { z } from "zod";

// Ids are keys of records: none may be the name of something that every object has.
const token = (max: number) =>
  z.string().regex(/^[A-Za-z0-9_-]+$/).max(max)
    .refine((id) => !(id in Object.prototype), "is reserved");

/** A room: 1 to 64 characters of `A-Za-z0-9_-`. */
export const RoomId = token(64);
export type RoomId = z.infer<typeof RoomId>;

/** A seat in a room: the `sub` of a meeting token. It outlives sockets and reloads. */
export const PeerId = token(64);
export type PeerId = z.infer<typeof PeerId>;

/** One join of a peer over one or more sockets; a new join makes a new session. */
export const SessionId = token(64);
export type SessionId = z.infer<typeof SessionId>;

/** A control host. */
export const HostId = token(64);
export type HostId = z.infer<typeof HostId>;

/** A media node. */
export const NodeId = token(64);
export type NodeId = z.infer<typeof NodeId>;

/** Where processes and people are, as the operator names it: `eu-central`. */
export const Region = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, "a name of A-Za-z0-9_-");
export type Region = z.infer<typeof Region>;

/** A process that writes down what is said. */
export const TranscriberId = token(64);
export type TranscriberId = z.infer<typeof TranscriberId>;

/** A process that keeps recordings. */
export const RecorderId = token(64);
export type RecorderId = z.infer<typeof RecorderId>;

/** A recording: `<room>-r<number>`, so that no client chooses it and no two are the same. */
export const RecordingId = token(72);
export type RecordingId = z.infer<typeof RecordingId>;

/** The id of the `number`-th recording of a room. */
export const recordingId = (room: RoomId, number: number): RecordingId => `${room}-r${number}`;

/** One start of a process: the same host or node with another one has forgotten everything. */
export const BootId = z.string().min(1).max(64).describe(
  "Unique per start: the same name with another one has forgotten its rooms.",
);
export type BootId = z.infer<typeof BootId>;

/** A process that sends live streams. */
export const StreamerId = token(64);
export type StreamerId = z.infer<typeof StreamerId>;

/** A live stream: `<room>-l<number>`, so that no client chooses it and no two are the same. */
export const LiveId = token(72);
export type LiveId = z.infer<typeof LiveId>;

/** The id of the `number`-th live stream of a room. */
export const liveId = (room: RoomId, number: number): LiveId => `${room}-l${number}`;

/** Idempotency key of a command: the same id is never applied twice. */
export const CommandId = token(64);
export type CommandId = z.infer<typeof CommandId>;

/** Nine digits that people can read to each other. */
export const MeetingCode = z.string().regex(/^[0-9]{9}$/);
export type MeetingCode = z.infer<typeof MeetingCode>;

const mediaId = () => z.string().regex(/^[A-Za-z0-9_:-]+$/).max(200);

/** A WebRTC transport on a media node: `<peer>:<direction>:<generation>`. */
export const TransportId = mediaId();
export type TransportId = z.infer<typeof TransportId>;

/** A track's name within its peer, chosen by the client: `mic`, `cam-2`. */
export const TrackKey = z.string().regex(/^[a-z0-9-]+$/).max(24);
export type TrackKey = z.infer<typeof TrackKey>;

/** A producer: `<peer>:<track key>`; on media nodes with the revision of its opening behind it. */
export const ProducerId = mediaId();
export type ProducerId = z.infer<typeof ProducerId>;

/** A consumer: `<consuming peer>:<its generation>:<producer>:<revision>`. Opaque to clients. */
export const ConsumerId = mediaId();
export type ConsumerId = z.infer<typeof ConsumerId>;

/** A tap: `<listener>:<the placement's generation>:<producer>:<revision>`. */
export const TapId = mediaId();
export type TapId = z.infer<typeof TapId>;

/** The id of the tap through which `listener` gets a producer on the room's `generation`-th placement. */
export function tapId(listener: string, nodeProducer: ProducerId, generation: number): TapId {
  return `${listener}:${generation}:${nodeProducer}`;
}

/** The id of a peer's producer for a track. */
export const producerId = (peerId: PeerId, key: TrackKey): ProducerId => `${peerId}:${key}`;

/** The id of a peer's transport on the room's `generation`-th media placement. */
export function transportId(
  peerId: PeerId,
  direction: "send" | "recv",
  generation: number,
): TransportId {
  return `${peerId}:${direction}:${generation}`;
}

/**
 * A producer as media nodes know it. `openedRev`, the revision at which it was opened, keeps a
 * track that was closed and opened again under the same key apart from its former self.
 */
export function nodeProducerId(producer: ProducerId, openedRev: number): ProducerId {
  return `${producer}:${openedRev}`;
}

/** The opposite of {@linkcode nodeProducerId}. */
export function producerOfNode(nodeProducer: ProducerId): ProducerId {
  return nodeProducer.slice(0, nodeProducer.lastIndexOf(":"));
}

/** The id of the consumer through which `peerId`, on its transports of `generation`, receives a producer. */
export function consumerId(
  peerId: PeerId,
  nodeProducer: ProducerId,
  generation: number,
): ConsumerId {
  return `${peerId}:${generation}:${nodeProducer}`;
}
