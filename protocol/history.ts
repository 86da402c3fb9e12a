/** What a room leaves behind: its history as members read it, and as integrators follow it. */
import { z } from "zod";
import { LiveId, MeetingCode, PeerId, ProducerId, RecordingId, RoomId } from "./ids.ts";
import {
  Breakout,
  BreakoutId,
  ChatMessage,
  Emoji,
  FileId,
  FileView,
  HIGHLIGHT_LENGTH_MAX,
  LiveEnd,
  LiveReason,
  MessageId,
  Notice,
  NoticeKind,
  PollId,
  PollQuestion,
  RecordingEnd,
  RecordingReason,
  Settings,
} from "./meeting/mod.ts";
import { DisplayName, Role, Source } from "./roles.ts";
import { LeaveReason } from "./view.ts";

/** Events in one page. */
export const EVENTS_PAGE_MAX = 500;
/** Entries in one page of the audit trail. */
export const AUDIT_PAGE_MAX = 500;
/** Longest search in a room's messages. */
export const SEARCH_CHARACTERS_MAX = 200;
/** Largest file, in bytes, whatever a deployment allows. */
export const FILE_BYTES_MAX = 1024 ** 3;

/** Whose word something follows from: a participant's, a service's (by its name), or the room's own rules'. */
export const Doer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("peer"), peerId: PeerId }),
  z.object({ kind: z.literal("service"), name: z.string() }),
  z.object({ kind: z.literal("room") }),
]);
export type Doer = z.infer<typeof Doer>;

const peerId = PeerId;
const by = Doer;
const track = { peerId, producerId: ProducerId };
const recordingId = RecordingId;
const liveId = LiveId;

/**
 * What happened, as integrators may know it: no message to one person or within a breakout, no vote,
 * nothing that media or sessions are made of.
 */
export const HistoryEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("RoomCreated"), code: MeetingCode, title: z.string() }),
  z.object({ type: z.literal("RoomEnded"), by: by.optional() }),
  z.object({ type: z.literal("PeerKnocked"), peerId, name: DisplayName }),
  z.object({ type: z.literal("PeerAdmitted"), peerId, by }),
  z.object({ type: z.literal("KnockDenied"), peerId, name: DisplayName, by }),
  z.object({ type: z.literal("PeerJoined"), peerId, name: DisplayName, role: Role }),
  z.object({ type: z.literal("PeerLeft"), peerId, reason: LeaveReason, by: by.optional() }),
  z.object({ type: z.literal("PeerBlocked"), peerId, name: DisplayName, by }),
  z.object({ type: z.literal("PeerLetBack"), peerId, name: DisplayName, by }),
  z.object({ type: z.literal("PeerRenamed"), peerId, name: DisplayName, by }),
  z.object({ type: z.literal("RoleChanged"), peerId, role: Role, by }),
  z.object({ type: z.literal("SettingsChanged"), settings: Settings, by }),
  z.object({ type: z.literal("SpotlightChanged"), peerIds: z.array(PeerId), by }),
  z.object({ type: z.literal("ProducerOpened"), ...track, source: Source, paused: z.boolean() }),
  z.object({
    type: z.literal("ProducerPausedChanged"),
    ...track,
    paused: z.boolean(),
    by: by.optional(),
  }),
  z.object({ type: z.literal("ProducerClosed"), ...track, by: by.optional() }),
  z.object({ type: z.literal("HandChanged"), peerId, raisedAt: z.int().nullable(), by }),
  z.object({ type: z.literal("MessageSent"), message: ChatMessage }),
  z.object({ type: z.literal("MessageEdited"), messageId: MessageId, text: z.string() }),
  z.object({ type: z.literal("MessageDeleted"), messageId: MessageId, by }),
  z.object({
    type: z.literal("MessageReacted"),
    messageId: MessageId,
    peerId,
    emoji: Emoji,
    on: z.boolean(),
  }),
  z.object({ type: z.literal("PollCreated"), pollId: PollId, question: PollQuestion, by }),
  z.object({ type: z.literal("PollEdited"), pollId: PollId, question: PollQuestion, by }),
  z.object({ type: z.literal("PollOpened"), pollId: PollId, by }),
  z.object({ type: z.literal("PollClosed"), pollId: PollId, by }),
  z.object({ type: z.literal("PollShared"), pollId: PollId, shared: z.boolean(), by }),
  z.object({ type: z.literal("PollDeleted"), pollId: PollId, by }),
  z.object({ type: z.literal("BreakoutsPlanned"), rooms: z.array(Breakout), by }),
  z.object({ type: z.literal("BreakoutsOpened"), endsAt: z.int().nullable(), by }),
  z.object({ type: z.literal("BreakoutsClosing"), endsAt: z.int(), by }),
  z.object({ type: z.literal("BreakoutsClosed"), by }),
  z.object({ type: z.literal("PeersMoved"), moved: z.record(PeerId, BreakoutId.nullable()), by }),
  z.object({
    type: z.literal("NoticeChanged"),
    kind: NoticeKind,
    notice: Notice.nullable(),
    by,
  }),
  z.object({ type: z.literal("ConsentGiven"), peerId, kind: NoticeKind, agreed: z.boolean() }),
  z.object({ type: z.literal("RecordingStarted"), recordingId, by }),
  z.object({ type: z.literal("RecordingPausedChanged"), recordingId, paused: z.boolean(), by }),
  z.object({
    type: z.literal("RecordingStopped"),
    recordingId,
    end: RecordingEnd,
    reason: RecordingReason.optional(),
    by,
  }),
  z.object({ type: z.literal("LiveStarted"), liveId, by }),
  z.object({
    type: z.literal("LiveStopped"),
    liveId,
    end: LiveEnd,
    reason: LiveReason.optional(),
    by,
  }),
  z.object({
    type: z.literal("HighlightMarked"),
    recordingId,
    label: z.string().max(HIGHLIGHT_LENGTH_MAX).optional(),
    by,
  }),
]);
export type HistoryEvent = z.infer<typeof HistoryEvent>;

/**
 * One event at its place. `rev` is the room's revision: it orders, it tells a repeat from news, and it is
 * the cursor to go on from. Revisions in between are of no concern to integrators.
 */
export const RoomHistoryEntry = z.object({
  v: z.literal(1),
  roomId: RoomId,
  rev: z.int().positive(),
  at: z.int().describe("Epoch ms."),
  event: HistoryEvent,
});
export type RoomHistoryEntry = z.infer<typeof RoomHistoryEntry>;

/** `GET /api/rooms/:roomId/events?after=<rev>&limit=`: oldest first. */
export const EventsPage = z.object({
  events: z.array(RoomHistoryEntry).max(EVENTS_PAGE_MAX),
  after: z.int().nonnegative().describe("The cursor to ask with next."),
});
export type EventsPage = z.infer<typeof EventsPage>;

/** `GET /api/rooms/:roomId/messages?before=<id>&limit=&q=`: oldest first, only what the asker may see. */
export const MessagesPage = z.object({
  messages: z.array(ChatMessage),
  hasOlder: z.boolean().describe("Whether asking with `before` of the oldest one brings more."),
});
export type MessagesPage = z.infer<typeof MessagesPage>;

/** Something that somebody did about the meeting or about others. */
export const AuditEntry = z.object({
  rev: z.int().positive(),
  at: z.int().describe("Epoch ms."),
  by: Doer,
  act: z.string().describe("The kind of act: a type of `HistoryEvent`, or a newer one."),
  subject: PeerId.nullable().describe("To whom; null: to everybody."),
  details: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** `GET /api/rooms/:roomId/audit?before=<rev>&limit=`: newest first. Needs `moderate`. */
export const AuditPage = z.object({ entries: z.array(AuditEntry).max(AUDIT_PAGE_MAX) });
export type AuditPage = z.infer<typeof AuditPage>;

/** `POST /api/rooms/:roomId/files`. Needs `chat`. */
export const AnnounceFile = z.object({
  name: z.string().trim().min(1).max(200).regex(/^[^\p{Cc}/\\]*$/u),
  sizeBytes: z.int().positive().max(FILE_BYTES_MAX),
  mediaType: z.string().max(100).describe(
    "For the upload's `content-type`; what it is, is sniffed.",
  ),
});

/** How a file is brought: one request with the bytes as they are. */
export const FileUpload = z.object({
  fileId: FileId,
  method: z.literal("PUT"),
  url: z.string().describe(
    "Signed, for a short while and for this file alone; of this server where it begins with `/`.",
  ),
  headers: z.record(z.string(), z.string()).describe("To be sent as they are."),
  expiresAt: z.int().describe("Epoch ms."),
});
export type FileUpload = z.infer<typeof FileUpload>;

/**
 * `POST /api/rooms/:roomId/files/:fileId/complete`, once the bytes are there: they are looked at, scanned
 * and told to the room. Answered when that is done; saying it again does no harm.
 */
export const FileCompleted = z.object({ file: FileView });
export type FileCompleted = z.infer<typeof FileCompleted>;

/** `GET /api/rooms/:roomId/files/:fileId` (`?thumbnail=1`: the small picture). */
export const FileDownload = z.object({
  url: z.string().describe("Signed, for a short while; of this server where it begins with `/`."),
  expiresAt: z.int().describe("Epoch ms."),
});
export type FileDownload = z.infer<typeof FileDownload>;
