/** Room commands and what an owner publishes. */
import { z } from "zod";
import { Capabilities } from "./codecs.ts";
import { Demand } from "./demand.ts";
import { EncryptionKey } from "./encryption.ts";
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
import {
  FileView,
  LobbyState,
  MEETING_COMMANDS,
  Right,
  SettingsPatch,
  Signal,
} from "./meeting/mod.ts";
import { DisplayName, Role, Source } from "./roles.ts";
import { DtlsParameters, RtpParameters, TransportInfo } from "./rtp.ts";
import { RoomChange, RoomSnapshot } from "./view.ts";

/** Most tiles a client may ask for at once. */
export const MAX_TILES = 64;
/** Most consumers a client may report as ready. */
export const MAX_READY = 512;

/** Who sends a command. The gateway vouches for sessions, whose token it has verified. */
export const Sender = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("session"), sessionId: SessionId, peerId: PeerId, role: Role })
    .describe("A participant, through the gateway that verified its token."),
  z.object({ kind: z.literal("service"), name: z.string().max(64) }).describe(
    "A process of the platform or an integrator; it has no seat.",
  ),
]);
export type Sender = z.infer<typeof Sender>;

/** A video tile on someone's screen, in CSS pixels times the device's pixel ratio. */
export const Tile = z.object({
  producerId: ProducerId,
  width: z.int().min(1).max(8_192),
  height: z.int().min(1).max(8_192),
  pinned: z.literal(true).optional().describe(
    "The viewer chose it, or shows it before the others: it is carried before theirs.",
  ),
});
export type Tile = z.infer<typeof Tile>;

/** What a client has on one media plane: its pair of transports on one media node. */
const plane = {
  generation: z.int().nonnegative().describe(
    "The media placement this client's transports belong to; 0: none yet.",
  ),
  ready: z.array(ConsumerId).max(MAX_READY).describe("Consumers that the client can play."),
  ice: z.object({ wanted: z.int().nonnegative(), applied: z.int().nonnegative() }).optional()
    .describe("ICE restarts (RFC 8445, 9) that the client asks for, and those it has carried out."),
};
export const PlaneView = z.object(plane);
export type PlaneView = z.infer<typeof PlaneView>;

/**
 * What a client shows and what it already has; the whole of it each time, so a repeat or a loss
 * does no harm. The owner answers a difference between `ready` and what should be there with a
 * `media` message.
 */
export const View = z.object({
  ...plane,
  tiles: z.array(Tile).max(MAX_TILES),
  near: z.array(ProducerId).max(MAX_TILES).optional().describe(
    "Videos that may be shown next: their smallest layer goes as far as the media node, so that they are there at once.",
  ),
  demand: Demand.optional().describe("What was last told of that, as it is carried out."),
  standby: PlaneView.optional().describe("The quiet second plane; absent: the client has none."),
  silent: z.boolean().optional().describe(
    "Nothing arrives on the first plane though somebody sends: is its node still there?",
  ),
});
export type View = z.infer<typeof View>;

/** Names a browser to a room, by chance and not by any secret of it; kept by the page. */
export const DeviceToken = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

/** A client's DTLS answer for its transports of one generation, and the tracks it sends there. */
export const Publish = z.object({
  generation: z.int().positive().describe(
    "The placement these transports belong to, the active one or the standby; an older one is refused as `stale-generation`.",
  ),
  transports: z.array(z.object({
    direction: z.enum(["send", "recv"]),
    dtls: DtlsParameters,
  })).max(2).describe("The client's DTLS answers, for transports not answered yet."),
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
    settings: SettingsPatch.optional().describe("What differs from the defaults."),
  }).describe(
    "Makes the room. Sent by the API; everything else is refused as `room-not-found` before it.",
  ),
  z.object({
    type: z.literal("join"),
    name: DisplayName,
    capabilities: Capabilities,
    view: View,
    connectionId: SessionId.optional(),
    device: DeviceToken.optional(),
    encryptionKey: EncryptionKey.optional(),
  }).describe(
    "Takes or retakes the seat of the sender's peer id, with a new session and fresh media. `connectionId` names the socket that speaks for the session from now on.",
  ),
  z.object({
    type: z.literal("knock"),
    name: DisplayName,
    connectionId: SessionId,
    device: DeviceToken.optional(),
  }).describe(
    "Waits for admission; said again every now and then, or the place in the lobby is given up. Answered with `KnockResult`.",
  ),
  z.object({ type: z.literal("withdraw"), connectionId: SessionId }).describe(
    "Waits no more. Ignored when a later socket waits for the same person.",
  ),
  z.object({
    type: z.literal("resume"),
    rev: z.int().nonnegative(),
    view: View,
    connectionId: SessionId.optional(),
  }).describe("The session is back on a socket; `rev` is the last revision its client has."),
  z.object({ type: z.literal("disconnect"), connectionId: SessionId.optional() }).describe(
    "The session's socket is gone; the seat is kept for a while. Ignored when another has replaced it.",
  ),
  z.object({ type: z.literal("leave") }).describe("Gives the seat up at once."),
  z.object({ type: z.literal("publish"), publish: Publish }).describe(
    "DTLS answers and tracks of the sender's session.",
  ),
  z.object({ type: z.literal("closeProducer"), producerId: ProducerId }).describe(
    "Ends one of the sender's own tracks.",
  ),
  z.object({ type: z.literal("setProducerPaused"), producerId: ProducerId, paused: z.boolean() })
    .describe("Mutes or unmutes one of the sender's own tracks."),
  z.object({ type: z.literal("view"), view: View }).describe("What the client shows and has now."),
  z.object({ type: z.literal("sync") }).describe("Answered with a snapshot."),
  z.object({ type: z.literal("fileReady"), file: FileView, by: PeerId }).describe(
    "A file of the sender's may be sent in a message now. Services only.",
  ),
  z.object({ type: z.literal("endIfEmpty"), emptyForMs: z.int().positive() }).describe(
    "Ends the room if somebody has been in it, and nobody for so long; else it is refused as `wrong-state`. Services only.",
  ),
  z.object({ type: z.literal("authorize"), peerId: PeerId, sessionId: SessionId }).describe(
    "What may this session do now? Services only. Answered with `AuthorizeResult`.",
  ),
  ...MEETING_COMMANDS,
]);
export type RoomCommand = z.infer<typeof RoomCommand>;

export const RoomCommandEnvelope = z.object({
  v: z.literal(1),
  id: CommandId.describe("Idempotency key."),
  roomId: RoomId,
  from: Sender,
  deadlineAt: z.int().describe("Epoch ms; later it is answered `expired`."),
  body: RoomCommand,
});
export type RoomCommandEnvelope = z.infer<typeof RoomCommandEnvelope>;

/** Result of `knock`. `admitted`: the seat is there for the taking. */
export const KnockResult = LobbyState.describe("How the sender's waiting stands.");
/** Result of `authorize`. */
export const AuthorizeResult = z.object({ rights: z.array(Right), admittedAt: z.int() });
/** Results of `join`, `resume` and `sync`; every command not named here answers with an empty object. */
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
    durable: z.boolean().describe("False: accepted, but not in the log yet."),
    epoch: z.int().nonnegative().describe("Epoch of the owner that answered."),
    rev: z.int().nonnegative().describe("Revision of the room after the command."),
    result: z.unknown().describe(
      "By command: `SnapshotResult` of `join` and `sync`, `ResumeResult` of `resume`, else an empty object.",
    ),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);
export type RoomReply = z.infer<typeof RoomReply>;

/** A change that only these may see. */
export const Told = z.object({
  type: z.literal("Told"),
  to: z.array(PeerId),
  change: RoomChange,
});
/** What an owner says of one change: to everybody in the room, or to some. */
export const RoomNews = z.discriminatedUnion("type", [...RoomChange.options, Told]);
export type RoomNews = z.infer<typeof RoomNews>;

/** What one person is told of them. Pure. */
export function toldTo(peerId: PeerId, news: readonly RoomNews[]): RoomChange[] {
  return news.flatMap((item) => {
    if (item.type !== "Told") return [item];
    return item.to.includes(peerId) ? [item.change] : [];
  });
}

/** What an owner publishes of a room. `from`/`to`: revisions before and after; a gap means resync. */
export const RoomEvent = z.object({
  v: z.literal(1),
  roomId: RoomId,
  epoch: z.int().positive(),
  from: z.int().nonnegative().describe("Revision before the changes."),
  to: z.int().nonnegative().describe("Revision after them."),
  body: z.array(RoomNews).optional().describe("The changes, in the order of their revisions."),
  adopted: z.object({ hostId: HostId }).optional().describe(
    "A new owner: gateways state their sessions' views again.",
  ),
});
export type RoomEvent = z.infer<typeof RoomEvent>;

/** What an owner broadcasts and forgets. */
export const RoomSignal = z.object({
  v: z.literal(1),
  roomId: RoomId,
  to: z.array(PeerId).optional().describe("Absent: to everybody in the room."),
  signal: Signal,
});
export type RoomSignal = z.infer<typeof RoomSignal>;

/**
 * Media news for one session. Idempotent: transports replace those of older generations,
 * consumers are added by id, `closed` may name unknown ones.
 */
export const MediaUpdate = z.object({
  generation: z.int().positive().describe(
    "The media placement this is about; older ones are ignored.",
  ),
  use: z.enum(["active", "standby", "closed"]).default("active").describe(
    "`active`: send and show there. `standby`: keep it ready and send nothing. `closed`: it is gone. A standby plane that becomes active keeps its transports.",
  ),
  transports: z.object({ send: TransportInfo, recv: TransportInfo }).optional().describe(
    "The transports of this generation, until the client has answered them; also after an ICE restart.",
  ),
  ice: z.int().positive().optional().describe(
    "How many ICE restarts the parameters in `transports` have seen.",
  ),
  lost: z.literal(true).optional().describe(
    "Beside the word that a standby is active: what is still sent on the plane before reaches nobody.",
  ),
  consumers: z.array(ConsumerInfo).describe("Wanted and not yet in `view.ready`."),
  closed: z.array(ConsumerId).describe("In `view.ready` and no longer there."),
  demand: Demand.optional().describe("What to send, on all planes; absent: as before."),
});
export type MediaUpdate = z.infer<typeof MediaUpdate>;

/** Owner, or a gateway that took the session over → the gateway that holds the session. */
export const SessionMessage = z.object({
  v: z.literal(1),
  sessionId: SessionId,
  epoch: z.int().positive(),
  body: z.discriminatedUnion("type", [
    z.object({ type: z.literal("media"), media: MediaUpdate }).describe("Passed on to the client."),
    z.object({ type: z.literal("close"), error: ErrorBody }).describe(
      "The session is over: its client gets `bye` and is closed.",
    ),
    z.object({ type: z.literal("lobby"), lobby: LobbyState }).describe(
      "To somebody who waits: passed on to the client.",
    ),
    z.object({ type: z.literal("signal"), signal: Signal }).describe(
      "For this session alone: passed on to the client.",
    ),
    z.object({
      type: z.literal("moved"),
      connectionId: SessionId,
      rev: z.int().nonnegative().describe("Revision of the room after it."),
    }).describe(
      "From the gateway on which the session has resumed: whoever holds an earlier socket of it closes that.",
    ),
  ]),
});
export type SessionMessage = z.infer<typeof SessionMessage>;

/** Any gateway or API → any control host. */
export const Activate = z.object({
  v: z.literal(1),
  actorId: RoomId.describe("The room that has no owner."),
});
export const ActivateReply = z.discriminatedUnion("ok", [
  z.object({
    v: z.literal(1),
    ok: z.literal(true),
    hostId: HostId.describe("Its owner from now on."),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);
