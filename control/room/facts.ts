/** What can have happened in a room. Old facts are read for ever: variants grow, never change. */
import { z } from "zod";
import {
  Capabilities,
  DisplayName,
  DtlsParameters,
  EncryptionKey,
  LeaveReason,
  MeetingCode,
  NodeId,
  PeerId,
  ProducerId,
  Role,
  RoomId,
  RtpParameters,
  SessionId,
  Settings,
  Source,
} from "../../protocol/mod.ts";

import { BREAKOUT_FACTS } from "./breakouts/facts.ts";
import { By } from "./by.ts";
import { CHAT_FACTS } from "./chat/facts.ts";
import { GESTURE_FACTS } from "./gestures/facts.ts";
import { LOBBY_FACTS } from "./lobby/facts.ts";
import { MODERATION_FACTS } from "./moderation/facts.ts";
import { NOTICE_FACTS } from "./notices/facts.ts";
import { POLL_FACTS } from "./polls/facts.ts";
import { LIVE_FACTS } from "./live/facts.ts";
import { RECORDING_FACTS } from "./recording/facts.ts";
import { SETTINGS_FACTS } from "./settings/facts.ts";

/** Of the transports; absent: the next one. */
const generation = z.int().optional();

export const Fact = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("RoomCreated"),
    roomId: RoomId,
    code: MeetingCode,
    title: z.string(),
    at: z.int(),
    settings: Settings.optional(),
  }),
  // Also when a seat is taken again by a new session.
  z.object({
    type: z.literal("PeerJoined"),
    peerId: PeerId,
    name: DisplayName,
    role: Role,
    sessionId: SessionId,
    connectionId: SessionId,
    capabilities: Capabilities,
    at: z.int(),
    generation,
    device: z.string().optional(),
    encryptionKey: EncryptionKey.optional(),
  }),
  z.object({ type: z.literal("PeerConnected"), peerId: PeerId, connectionId: SessionId }),
  z.object({ type: z.literal("PeerDisconnected"), peerId: PeerId, at: z.int() }),
  z.object({
    type: z.literal("PeerLeft"),
    peerId: PeerId,
    reason: LeaveReason,
    at: z.int().optional(),
    by: By.optional(), // Who removed it.
  }),
  // From now on the room's media is on this node, and everybody's transports are made anew.
  z.object({ type: z.literal("MediaPlaced"), nodeId: NodeId, generation }),
  z.object({ type: z.literal("MediaLost"), nodeId: NodeId }),
  // Everybody gets a second plane on this node.
  z.object({ type: z.literal("StandbyPlaced"), nodeId: NodeId, generation }),
  z.object({ type: z.literal("StandbyLost"), nodeId: NodeId }),
  // Everybody's second plane is the one in use now. `lost`: the node before is given up as dead.
  z.object({ type: z.literal("StandbyPromoted"), nodeId: NodeId, lost: z.boolean() }),
  // A peer's transports are made anew, where it has some that the log knows nothing of.
  z.object({ type: z.literal("PlanesRenewed"), peerId: PeerId, generation: z.int() }),
  // A node the room has left holds nothing of it any more.
  z.object({ type: z.literal("MediaRetired"), nodeId: NodeId }),
  z.object({
    type: z.literal("TransportAnswered"),
    peerId: PeerId,
    direction: z.enum(["send", "recv"]),
    dtls: DtlsParameters,
    standby: z.literal(true).optional(), // Of the peer's second plane.
  }),
  // A track of the active plane can be sent on the second one too.
  z.object({
    type: z.literal("StandbyProducerOpened"),
    peerId: PeerId,
    producerId: ProducerId,
    rtpParameters: RtpParameters,
  }),
  z.object({
    type: z.literal("ProducerOpened"),
    peerId: PeerId,
    producerId: ProducerId,
    source: Source,
    paused: z.boolean(),
    rtpParameters: RtpParameters,
  }),
  z.object({
    type: z.literal("ProducerPausedChanged"),
    peerId: PeerId,
    producerId: ProducerId,
    paused: z.boolean(),
    by: By.optional(), // Absent: its owner.
  }),
  z.object({
    type: z.literal("ProducerClosed"),
    peerId: PeerId,
    producerId: ProducerId,
    by: By.optional(), // Absent: its owner.
    replacedBy: PeerId.optional(), // Whose shared screen took its place.
  }),
  z.object({ type: z.literal("RoomEnded"), at: z.int(), by: By.optional() }),
  ...SETTINGS_FACTS,
  ...LOBBY_FACTS,
  ...MODERATION_FACTS,
  ...BREAKOUT_FACTS,
  ...CHAT_FACTS,
  ...GESTURE_FACTS,
  ...POLL_FACTS,
  ...NOTICE_FACTS,
  ...RECORDING_FACTS,
  ...LIVE_FACTS,
]);
export type Fact = z.infer<typeof Fact>;

/** The facts of some types. */
export type FactOf<T extends Fact["type"]> = Extract<Fact, { type: T }>;
