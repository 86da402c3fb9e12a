/** Tables of what is not a schema: subjects, close codes, error codes, limits. */
import {
  BEAT_INTERVAL_MS,
  CloseCode,
  CONTROL_BEAT_INTERVAL_MS,
  ERROR_MEANING,
  MAX_FRAME_BYTES,
  MAX_LISTED_ROOMS,
  MAX_READY,
  MAX_STEPS,
  MAX_TILES,
  Right,
  RIGHT_MEANING,
  RIGHTS_OF_ROLE,
  Role,
  subjects,
} from "../../protocol/mod.ts";
import { type Comments, table } from "./tables.ts";

interface Traffic {
  route: string;
  kind: "request" | "request, queue group" | "publish" | "stream";
  carries: string;
}

const TRAFFIC = {
  roomCommand: {
    route: "gateway, API, integrator → owner",
    kind: "request",
    carries: "[RoomCommandEnvelope](#roomcommandenvelope) → [RoomReply](#roomreply)",
  },
  roomEvent: {
    route: "owner → gateways, API, integrators",
    kind: "publish",
    carries: "[RoomEvent](#roomevent)",
  },
  roomSignal: {
    route: "owner → gateways",
    kind: "publish",
    carries: "[RoomSignal](#roomsignal)",
  },
  roomsActivate: {
    route: "gateway, API → any control host",
    kind: "request, queue group",
    carries: "[Activate](#activate) → [ActivateReply](#activatereply)",
  },
  sessionMessage: {
    route: "owner → the gateway holding the session",
    kind: "publish",
    carries: "[SessionMessage](#sessionmessage)",
  },
  controlBeat: {
    route: "control host → control hosts",
    kind: "publish",
    carries: "[ControlBeat](#controlbeat)",
  },
  controlPing: {
    route: "control host → control host",
    kind: "request",
    carries: "[HostPing](#hostping) → [HostPong](#hostpong)",
  },
  controlRooms: {
    route: "control host → control hosts",
    kind: "publish",
    carries: "[HostRooms](#hostrooms)",
  },
  controlList: {
    route: "control host → control host",
    kind: "request",
    carries: "[ListRooms](#listrooms) → [RoomsPage](#roomspage)",
  },
  controlAdopt: {
    route: "control host → control host",
    kind: "request",
    carries: "[Activate](#activate) → [ActivateReply](#activatereply)",
  },
  mediaCommand: {
    route: "owner → media node",
    kind: "request",
    carries: "[NodeEnvelope](#nodeenvelope) → [NodeReply](#nodereply)",
  },
  mediaDrain: {
    route: "operator, API → media node",
    kind: "request",
    carries: "[DrainRequest](#drainrequest) → [DrainReply](#drainreply)",
  },
  mediaEvent: {
    route: "media node → control hosts",
    kind: "publish",
    carries: "[NodeEvent](#nodeevent)",
  },
  mediaBeat: {
    route: "media node → control hosts",
    kind: "publish",
    carries: "[NodeBeat](#nodebeat)",
  },
  transcriberCommand: {
    route: "owner → transcriber",
    kind: "request",
    carries: "[TranscriberEnvelope](#transcriberenvelope) → [TranscriberReply](#transcriberreply)",
  },
  transcriberBeat: {
    route: "transcriber → control hosts",
    kind: "publish",
    carries: "[TranscriberBeat](#transcriberbeat)",
  },
  roomCaption: {
    route: "transcriber → owner",
    kind: "publish",
    carries: "[RoomCaption](#roomcaption)",
  },
  recorderCommand: {
    route: "owner → recorder",
    kind: "request",
    carries: "[RecorderEnvelope](#recorderenvelope) → [RecorderReply](#recorderreply)",
  },
  recorderBeat: {
    route: "recorder → control hosts",
    kind: "publish",
    carries: "[RecorderBeat](#recorderbeat)",
  },
  streamerCommand: {
    route: "owner → streamer",
    kind: "request",
    carries: "[StreamerEnvelope](#streamerenvelope) → [StreamerReply](#streamerreply)",
  },
  streamerBeat: {
    route: "streamer → control hosts",
    kind: "publish",
    carries: "[StreamerBeat](#streamerbeat)",
  },
  recordingLog: {
    route: "recorders, workers → JetStream → projectors",
    kind: "stream",
    carries: "[ManifestEntry](#manifestentry)",
  },
  recordingJob: {
    route: "projector → JetStream → workers",
    kind: "stream",
    carries: "[RecordingJob](#recordingjob)",
  },
  recordingProgress: {
    route: "worker → gateways",
    kind: "publish",
    carries: "[JobProgress](#jobprogress)",
  },
  quality: {
    route: "gateway → projectors",
    kind: "publish",
    carries: "[QualityEvent](#qualityevent)",
  },
  roomHistory: {
    route: "projector → JetStream → integrators",
    kind: "stream",
    carries: "[RoomHistoryEntry](#roomhistoryentry)",
  },
  roomLog: {
    route: "owner → JetStream",
    kind: "stream",
    carries: "facts of a room; private to the control hosts",
  },
  roomSnapshot: {
    route: "owner → JetStream",
    kind: "stream",
    carries: "the latest snapshot of a room; private to the control hosts",
  },
} satisfies Record<keyof typeof subjects, Traffic>;

const CLOSE_MEANING = {
  goingAway: "The gateway is going away; resume on another one now.",
  policy: "The message broke the protocol or the sender's limits (RFC 6455: policy violation).",
  tooSlow: "The client read too slowly; resume with what it has.",
  replaced: "The seat was taken by another join; don't resume.",
  ended: "The room has ended, or this peer was removed; don't resume.",
} satisfies Record<keyof typeof CloseCode, string>;

const LIMITS = {
  MAX_FRAME_BYTES,
  MAX_TILES,
  MAX_READY,
  MAX_STEPS,
  MAX_LISTED_ROOMS,
  CONTROL_BEAT_INTERVAL_MS,
  BEAT_INTERVAL_MS,
};

export function subjectTable(): string {
  const rows = Object.entries(TRAFFIC).map(([name, { route, kind, carries }]) => [
    `\`${pattern(name as keyof typeof subjects)}\``,
    route,
    kind,
    carries,
  ]);
  return table(["subject", "from → to", "kind", "carries"], rows);
}

/** What stands in a subject, by how its builder's name begins; in the others a room. */
const PLACEHOLDERS = [
  ["control", "<host>"],
  ["media", "<node>"],
  ["session", "<session>"],
  ["transcriber", "<transcriber>"],
  ["recorder", "<recorder>"],
  ["streamer", "<streamer>"],
  ["recording", "<recording>"],
] as const;

function pattern(name: keyof typeof subjects): string {
  if (name === "recordingJob") return subjects.recordingJob("compose", "<recording>");
  const subject = subjects[name];
  if (typeof subject === "string") return subject;
  const [, placeholder = "<room>"] = PLACEHOLDERS.find(([prefix]) => name.startsWith(prefix)) ?? [];
  // The number of a room's shard follows from its id.
  return subject(placeholder).replace(/\.\d+\./, ".<shard>.");
}

export function closeCodeTable(): string {
  const rows = Object.entries(CLOSE_MEANING)
    .map(([name, meaning]) => [CloseCode[name as keyof typeof CloseCode], name, meaning] as const)
    .sort(([a], [b]) => a - b)
    .map(([code, name, meaning]) => [String(code), `\`${name}\``, meaning]);
  return table(["code", "name", "meaning"], rows);
}

export function errorTable(): string {
  const rows = Object.entries(ERROR_MEANING).map(([code, meaning]) => [`\`${code}\``, meaning]);
  return table(["code", "meaning"], rows);
}

/** What each right is for, and which roles have it unless a meeting says otherwise. */
export function rightsTable(): string {
  const rows = Right.options.map((right) => [
    `\`${right}\``,
    RIGHT_MEANING[right],
    ...Role.options.map((role) => RIGHTS_OF_ROLE[role].includes(right) ? "yes" : ""),
  ]);
  return table(["right", "what for", ...Role.options], rows);
}

export function limitTable(comments: Comments): string {
  const rows = Object.entries(LIMITS).map(([name, value]) => [
    `\`${name}\``,
    value.toLocaleString("en-US"),
    comments.get(name) ?? "",
  ]);
  return table(["name", "value", "meaning"], rows);
}
