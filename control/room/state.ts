/** The state of a room. Plain data: it goes into snapshots as JSON. */
import { z } from "zod";
import {
  BreakoutId,
  Capabilities,
  DisplayName,
  DtlsParameters,
  EncryptionKey,
  MeetingCode,
  NodeId,
  NoticeKind,
  OwnRights,
  PeerId,
  ProducerId,
  Role,
  RoomId,
  RoomNews,
  RtpParameters,
  SessionId,
  Source,
} from "../../protocol/mod.ts";
import { Meeting, NEW_MEETING } from "./meeting.ts";

/** Seats in one room. */
export const PEERS_MAX = 1_000;
/** Tracks one peer may send at a time. */
export const PRODUCERS_PER_PEER_MAX = 8;
/** A seat whose socket is gone is kept this long. */
export const SEAT_GRACE_MS = 30_000;
/** Nodes that still hold something of a room that left them; the oldest is forgotten first. */
export const RETIRING_MAX = 4;
/** Changes kept for clients that come back; who missed more gets a snapshot. */
export const RECENT_CHANGES_MAX = 64;
/** Characters of them as JSON, since they stand in the room's snapshots. */
export const RECENT_CHARACTERS_MAX = 150_000;

export const Producer = z.object({
  id: ProducerId,
  source: Source,
  paused: z.boolean(),
  rtpParameters: RtpParameters,
  /** The generation of the transports it was sent on. */
  generation: z.int(),
  /** The revision at which it was opened: no two openings in a room share one. */
  openedRev: z.int(),
});
export type Producer = z.infer<typeof Producer>;

/** The client's DTLS answers for its two transports of one generation. */
const Answers = z.object({ send: DtlsParameters.optional(), recv: DtlsParameters.optional() });

/** A peer's second media plane, on another node: connected, and silent until it is needed. */
const StandbyPlane = z.object({
  generation: z.int(),
  dtls: Answers,
  /** The same tracks as on the active plane, as they would be sent here. */
  producers: z.record(
    ProducerId,
    z.object({ rtpParameters: RtpParameters, openedRev: z.int() }),
  ),
});
export type StandbyPlane = z.infer<typeof StandbyPlane>;

export const Peer = z.object({
  id: PeerId,
  name: DisplayName,
  role: Role,
  joinedAt: z.int(), // Epoch ms, of the first join of this seat.
  sessionId: SessionId,
  /** The socket that speaks for the session; news about an older one are ignored. */
  connectionId: SessionId,
  /** Epoch ms; null while it is connected. */
  disconnectedAt: z.int().nullable(),
  capabilities: Capabilities,
  /** Which of the room's generations of transports this peer is on. */
  generation: z.int(),
  /** The client's DTLS answers for its transports of that generation. */
  dtls: Answers,
  producers: z.record(ProducerId, Producer),
  /** Null while the room has no standby. */
  standby: StandbyPlane.nullable().default(null),
  /** What the person may do beyond or less than the role. */
  rights: OwnRights.optional(),
  /** Absent: in the main room. */
  breakout: BreakoutId.optional(),
  /** Epoch ms; absent: lowered. */
  handRaisedAt: z.int().optional(),
  consents: z.partialRecord(NoticeKind, z.boolean()).optional(),
  /** The browser, as it names itself. */
  device: z.string().optional(),
  /** Of a browser that can encrypt end to end. */
  encryptionKey: EncryptionKey.optional(),
});
export type Peer = z.infer<typeof Peer>;

const Placement = z.object({ nodeId: NodeId, generation: z.int() });
export type Placement = z.infer<typeof Placement>;

/** A node the room has left. */
const Retiring = z.object({
  nodeId: NodeId,
  /** It was given up as dead; otherwise clients may still use it for a moment. */
  lost: z.boolean(),
});
export type Retiring = z.infer<typeof Retiring>;

export const Room = z.object({
  /** Number of facts so far. */
  rev: z.int().nonnegative(),
  created: z.object({
    roomId: RoomId,
    code: MeetingCode,
    title: z.string(),
    at: z.int(),
  }).nullable(),
  ended: z.boolean(),
  /** Epoch ms, of the last one's leaving; null: somebody is there, or nobody ever was. */
  emptySince: z.int().nullable().default(null),
  placement: Placement.nullable(),
  /** Where everybody has a second plane; never without a placement, never on its node. */
  standby: Placement.nullable().default(null),
  retiring: z.array(Retiring).default([]),
  /** Generations given out so far; each join and each placement takes a new one. */
  generations: z.int().nonnegative(),
  peers: z.record(PeerId, Peer),
  meeting: Meeting.default(NEW_MEETING),
  /** Every public change after revision `from`. */
  recent: z.object({
    from: z.int().nonnegative(),
    /** `size`: characters as JSON. */
    changes: z.array(
      z.object({ rev: z.int(), change: RoomNews, size: z.int().nonnegative().default(0) }),
    ),
  }),
});
export type Room = z.infer<typeof Room>;

export function emptyRoom(): Room {
  return {
    rev: 0,
    created: null,
    ended: false,
    emptySince: null,
    placement: null,
    standby: null,
    retiring: [],
    generations: 0,
    peers: {},
    meeting: NEW_MEETING,
    recent: { from: 0, changes: [] },
  };
}
