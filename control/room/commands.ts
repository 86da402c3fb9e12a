/** What a room can be told: by others, and by its own owner. */
import type { z } from "zod";
import type {
  LiveId,
  NodeId,
  PeerId,
  RecorderId,
  RecordingId,
  RoomCommandEnvelope,
  SessionId,
  StreamerId,
} from "../../protocol/mod.ts";
import type { Decision } from "../actor/mod.ts";
import type { Effect } from "./effects.ts";
import type { Fact } from "./facts.ts";

type OverTheBus = z.infer<typeof RoomCommandEnvelope>;

/** Results of the owner's own work. No schema admits them from the bus. */
export type OwnerCommand =
  | { type: "placeMedia"; nodeId: NodeId }
  // The node, or the worker that held this room, is gone.
  | { type: "loseMedia"; nodeId: NodeId; generation: number }
  | { type: "placeStandby"; nodeId: NodeId }
  | { type: "loseStandby"; nodeId: NodeId; generation: number }
  // The room moves to its standby while the node it leaves may still forward.
  | { type: "promoteStandby"; generation: number }
  // The client is on transports of a generation that only an owner without the log can have told of.
  | { type: "renewPlanes"; peerId: PeerId; sessionId: SessionId; generation: number }
  // The node holds nothing of the room any more.
  | { type: "retireMedia"; nodeId: NodeId }
  // Everybody returns to the main room, if it is time.
  | { type: "endBreakouts" }
  // A recorder keeps the recording.
  | { type: "holdRecording"; recordingId: RecordingId; recorderId: RecorderId }
  // It does so no more.
  | {
    type: "releaseRecording";
    recordingId: RecordingId;
    recorderId: RecorderId;
    reason: string;
  }
  // The recording ends, if it is time. `reason`: why no recorder has it.
  | { type: "checkRecording"; recordingId: RecordingId; reason?: string }
  // A streamer sends the live stream.
  | { type: "holdLive"; liveId: LiveId; streamerId: StreamerId }
  // It does so no more.
  | { type: "releaseLive"; liveId: LiveId; streamerId: StreamerId; reason: string }
  // What its streamer says of the server that it goes to. `reason`: why it does not arrive.
  | { type: "tellLive"; liveId: LiveId; streamerId: StreamerId; live: boolean; reason?: string }
  // The live stream ends, if it is time. `reason`: why no streamer has it.
  | { type: "checkLive"; liveId: LiveId; reason?: string }
  | { type: "expireSeat"; peerId: PeerId; sessionId: SessionId }
  | { type: "expireKnock"; peerId: PeerId; sessionId: SessionId };

export type Command =
  & Omit<OverTheBus, "from" | "body">
  & (
    | { from: OverTheBus["from"]; body: OverTheBus["body"] }
    | { from: { kind: "owner" }; body: OwnerCommand }
  );

/** A command from the bus of some types, and who sends it. */
export type Said<T extends OverTheBus["body"]["type"]> =
  & Pick<OverTheBus, "id" | "roomId" | "from">
  & { body: Body<T> };

/** A command whose sender is a session. */
export type SessionSender = Extract<OverTheBus["from"], { kind: "session" }>;
export type Body<T extends OverTheBus["body"]["type"]> = Extract<OverTheBus["body"], { type: T }>;

export type Verdict = Decision<Fact, Effect>;
