/** Every NATS subject, in one place. See `docs/protocol.md` for who publishes what. */
import type {
  HostId,
  NodeId,
  RecorderId,
  RecordingId,
  RoomId,
  SessionId,
  StreamerId,
  TranscriberId,
} from "./ids.ts";
import type { JobKind } from "./recording/mod.ts";

const ROOT = "parley.v1";

/** Room logs are spread over this many subject shards, so that streams can spread over a cluster. */
export const LOG_SHARDS = 16;

/** 32-bit FNV-1a of the id: spreads evenly, the same on every host and in every version. */
export function shardOf(id: string, shards = LOG_SHARDS): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % shards;
}

/** Subject builders; ids must have passed their schemas. */
export const subjects = {
  /** Request: gateway, API or integrator → the room's owner. */
  roomCommand: (room: RoomId) => `${ROOT}.room.${room}.command`,
  /** Publish: owner → everyone who watches the room. */
  roomEvent: (room: RoomId) => `${ROOT}.room.${room}.event`,
  /** Publish: owner → gateways; what is seen now or never. */
  roomSignal: (room: RoomId) => `${ROOT}.room.${room}.signal`,
  /** Request, queue group: anyone → any control host. */
  roomsActivate: `${ROOT}.rooms.activate`,
  /** Publish: owner → the gateway that holds the session. */
  sessionMessage: (session: SessionId) => `${ROOT}.session.${session}.message`,
  /** Publish: a control host proves it lives. */
  controlBeat: (host: HostId) => `${ROOT}.control.${host}.beat`,
  /** Request: is this control host there? */
  controlPing: (host: HostId) => `${ROOT}.control.${host}.ping`,
  /** Publish: what changed among a control host's rooms. */
  controlRooms: (host: HostId) => `${ROOT}.control.${host}.rooms`,
  /** Request: which rooms are this control host's? */
  controlList: (host: HostId) => `${ROOT}.control.${host}.list`,
  /** Request: take this room over. */
  controlAdopt: (host: HostId) => `${ROOT}.control.${host}.adopt`,
  /** Request: owner → media node. */
  mediaCommand: (node: NodeId) => `${ROOT}.media.${node}.command`,
  /** Request: operator → media node. */
  mediaDrain: (node: NodeId) => `${ROOT}.media.${node}.drain`,
  /** Publish: media node → owners. */
  mediaEvent: (node: NodeId) => `${ROOT}.media.${node}.event`,
  /** Publish: a media node's load. */
  mediaBeat: (node: NodeId) => `${ROOT}.media.${node}.beat`,
  /** Request: owner → transcriber. */
  transcriberCommand: (id: TranscriberId) => `${ROOT}.transcriber.${id}.command`,
  /** Publish: a transcriber's load. */
  transcriberBeat: (id: TranscriberId) => `${ROOT}.transcriber.${id}.beat`,
  /** Publish: transcriber → owner; what somebody says. */
  roomCaption: (room: RoomId) => `${ROOT}.room.${room}.caption`,
  /** Request: owner → recorder. */
  recorderCommand: (id: RecorderId) => `${ROOT}.recorder.${id}.command`,
  /** Publish: a recorder's load. */
  recorderBeat: (id: RecorderId) => `${ROOT}.recorder.${id}.beat`,
  /** Request: owner → streamer. */
  streamerCommand: (id: StreamerId) => `${ROOT}.streamer.${id}.command`,
  /** Publish: a streamer's load. */
  streamerBeat: (id: StreamerId) => `${ROOT}.streamer.${id}.beat`,
  /** Publish: who works on a recording → whoever watches; how far it is. */
  recordingProgress: (id: RecordingId) => `${ROOT}.recording.${id}.progress`,
  /** JetStream: what a recording is made of. */
  recordingLog: (id: RecordingId) => `recording.log.${id}`,
  /** JetStream, a work queue: what is to be done with recordings. */
  recordingJob: (kind: JobKind, id: RecordingId) => `recording.job.${kind}.${id}`,
  /** Publish: gateway → whoever keeps how calls looked and sounded. */
  quality: (room: RoomId) => `${ROOT}.quality.${room}`,
  /** JetStream: what integrators may know of a room, in order, to be replayed. */
  roomHistory: (room: RoomId) => `${ROOT}.history.${room}`,
  /** JetStream: the log of a room. */
  roomLog: (room: RoomId) => `room.log.${shardOf(room)}.${room}`,
  /** JetStream: the latest snapshot of a room. */
  roomSnapshot: (room: RoomId) => `room.snapshot.${shardOf(room)}.${room}`,
} as const;

/** Subscriptions that match one kind of subject of all senders. */
export const wildcards = {
  controlBeats: `${ROOT}.control.*.beat`,
  controlRooms: `${ROOT}.control.*.rooms`,
  roomEvents: `${ROOT}.room.*.event`,
  roomHistories: `${ROOT}.history.*`,
  quality: `${ROOT}.quality.*`,
  mediaBeats: `${ROOT}.media.*.beat`,
  mediaEvents: `${ROOT}.media.*.event`,
  transcriberBeats: `${ROOT}.transcriber.*.beat`,
  recorderBeats: `${ROOT}.recorder.*.beat`,
  streamerBeats: `${ROOT}.streamer.*.beat`,
  recordingProgress: `${ROOT}.recording.*.progress`,
  recordingLogs: "recording.log.*",
  recordingJobs: (kind: JobKind) => `recording.job.${kind}.*`,
} as const;

/** The queue group in which control hosts share activations. */
export const ACTIVATE_QUEUE = "control";
/** The queue group in which reports of quality are shared. */
export const QUALITY_QUEUE = "quality";
