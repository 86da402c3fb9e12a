/** What everybody in a room may see of it. */
import { z } from "zod";
import { EncryptionKey } from "./encryption.ts";
import { ErrorBody } from "./errors.ts";
import { MeetingCode, PeerId, ProducerId, RoomId } from "./ids.ts";
import { BreakoutId, MEETING_CHANGES, MeetingView, NoticeKind, OwnRights } from "./meeting/mod.ts";
import { DisplayName, Role, Source } from "./roles.ts";
import { MediaKind } from "./rtp.ts";

/** Which kind of media each source is. */
export const KIND_OF_SOURCE: Readonly<Record<Source, MediaKind>> = {
  "mic": "audio",
  "cam": "video",
  "screen": "video",
  "screen-audio": "audio",
};

export const ProducerView = z.object({
  id: ProducerId,
  source: Source,
  paused: z.boolean(),
});
export type ProducerView = z.infer<typeof ProducerView>;

export const PeerView = z.object({
  id: PeerId,
  name: DisplayName,
  role: Role,
  joinedAt: z.int().describe("Epoch ms."),
  connected: z.boolean().describe("False while its socket is gone and its seat is kept."),
  producers: z.array(ProducerView),
  rights: OwnRights.optional().describe("Absent: what the role gives."),
  breakout: BreakoutId.optional().describe("Absent: in the main room."),
  handRaisedAt: z.int().optional().describe("Epoch ms; absent: the hand is down."),
  consents: z.partialRecord(NoticeKind, z.boolean()).optional().describe(
    "Answers to the notices that are on.",
  ),
  encryptionKey: EncryptionKey.optional().describe("Absent: the browser can't encrypt end to end."),
});
export type PeerView = z.infer<typeof PeerView>;

/** The whole of a room at revision `rev` (the number of facts so far). */
export const RoomSnapshot = z.object({
  roomId: RoomId,
  code: MeetingCode,
  title: z.string().max(200),
  createdAt: z.int().describe("Epoch ms."),
  rev: z.int().nonnegative().describe("The number of facts so far."),
  peers: z.array(PeerView),
  meeting: MeetingView.optional().describe("As the receiver may see it."),
});
export type RoomSnapshot = z.infer<typeof RoomSnapshot>;

/** Why a seat was given up. */
export const LeaveReason = z.enum(["left", "timed-out", "removed"]);

/** One step from a revision to the next, as clients apply it. */
export const RoomChange = z.discriminatedUnion("type", [
  z.object({ type: z.literal("PeerJoined"), peer: PeerView }).describe(
    "A seat was taken, or taken again with fresh media.",
  ),
  z.object({ type: z.literal("PeerConnectionChanged"), peerId: PeerId, connected: z.boolean() })
    .describe("A seat's socket went, or came back."),
  z.object({ type: z.literal("PeerLeft"), peerId: PeerId, reason: LeaveReason }).describe(
    "A seat was given up.",
  ),
  z.object({ type: z.literal("ProducerOpened"), peerId: PeerId, producer: ProducerView }).describe(
    "A peer sends a new track.",
  ),
  z.object({
    type: z.literal("ProducerPausedChanged"),
    peerId: PeerId,
    producerId: ProducerId,
    paused: z.boolean(),
    by: PeerId.optional().describe("Who muted it, where it was not its owner."),
  }).describe("A track was muted or unmuted."),
  z.object({
    type: z.literal("ProducerClosed"),
    peerId: PeerId,
    producerId: ProducerId,
    by: PeerId.optional().describe("Who stopped it, where it was neither its owner nor replaced."),
    replacedBy: PeerId.optional().describe(
      "Whose shared screen took its place, where one is shared at a time.",
    ),
  }).describe("A track ended."),
  z.object({ type: z.literal("RoomEnded") }).describe("The room is over for everyone."),
  ...MEETING_CHANGES,
]);
export type RoomChange = z.infer<typeof RoomChange>;

/** Roster after one change; the meeting's own part is `applyMeetingChange`'s. Pure; unknown peers are ignored, so a repeat does no harm. */
export function applyChange(peers: readonly PeerView[], change: RoomChange): readonly PeerView[] {
  const edit = (id: PeerId, f: (peer: PeerView) => PeerView) =>
    peers.map((peer) => peer.id === id ? f(peer) : peer);
  switch (change.type) {
    case "PeerJoined":
      return [...peers.filter((peer) => peer.id !== change.peer.id), change.peer];
    case "PeerConnectionChanged":
      return edit(change.peerId, (peer) => ({ ...peer, connected: change.connected }));
    case "PeerLeft":
      return peers.filter((peer) => peer.id !== change.peerId);
    case "ProducerOpened":
      return edit(change.peerId, (peer) => ({
        ...peer,
        producers: [...peer.producers.filter((p) => p.id !== change.producer.id), change.producer],
      }));
    case "ProducerPausedChanged":
      return edit(change.peerId, (peer) => ({
        ...peer,
        producers: peer.producers.map((p) =>
          p.id === change.producerId ? { ...p, paused: change.paused } : p
        ),
      }));
    case "ProducerClosed":
      return edit(change.peerId, (peer) => ({
        ...peer,
        producers: peer.producers.filter((p) => p.id !== change.producerId),
      }));
    case "RoomEnded":
      return [];
    case "RoleChanged":
      return edit(change.peerId, (peer) => ({ ...peer, role: change.role }));
    case "RightsChanged":
      return edit(change.peerId, (peer) => ({ ...peer, rights: change.rights }));
    case "PeerRenamed":
      return edit(change.peerId, (peer) => ({ ...peer, name: change.name }));
    case "PeersMoved":
      return peers.map((peer) => {
        // An id may be the name of something that every object has.
        const to = Object.hasOwn(change.moved, peer.id) ? change.moved[peer.id] : undefined;
        if (to === undefined) return peer;
        const { breakout: _, ...rest } = peer;
        return to === null ? rest : { ...rest, breakout: to };
      });
    case "HandChanged":
      return edit(change.peerId, ({ handRaisedAt: _, ...peer }) => ({
        ...peer,
        ...(change.raisedAt !== null && { handRaisedAt: change.raisedAt }),
      }));
    case "ConsentGiven":
      return edit(change.peerId, (peer) => ({
        ...peer,
        consents: { ...peer.consents, [change.kind]: change.agreed },
      }));
    case "NoticeChanged":
      // What was agreed to was that notice.
      return peers.map(({ consents, ...peer }) => {
        const { [change.kind]: _, ...left } = consents ?? {};
        return Object.keys(left).length > 0 ? { ...peer, consents: left } : peer;
      });
    case "SettingsChanged":
    case "SpotlightChanged":
    case "LobbyEntered":
    case "LobbyLeft":
    case "PeerKeptOut":
    case "PeerLetBack":
    case "UnmuteAsked":
    case "BreakoutsChanged":
    case "HelpAsked":
    case "MessageSent":
    case "MessageChanged":
    case "MessageReacted":
    case "PollChanged":
    case "PollAnswered":
    case "PollDeleted":
    case "RecordingChanged":
    case "LiveChanged":
    case "HighlightMarked":
      return peers;
    default:
      return change satisfies never;
  }
}

/** An answer that carries `result`, or a coded refusal. */
export function answerOf<T extends z.ZodType>(result: T) {
  return z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), result }),
    z.object({ ok: z.literal(false), error: ErrorBody }),
  ]);
}
