/** The meeting's part of a room's state: everything that is not a seat and not media. */
import { z } from "zod";
import {
  Breakout,
  BreakoutId,
  ChatMessage,
  DEFAULT_SETTINGS,
  DisplayName,
  FileId,
  FileView,
  Notice,
  NoticeKind,
  OwnRights,
  PeerId,
  PollId,
  PollQuestion,
  Role,
  Settings,
} from "../../protocol/mod.ts";
import { Waiter } from "./lobby/facts.ts";
import { LiveStatus } from "./live/status.ts";
import { RecordingStatus } from "./recording/status.ts";

/** Messages in memory, of all audiences together: what can be edited, reacted to and replied to. */
export const MESSAGES_MAX = 200;
/** Files that are ready and not sent yet. */
export const FILES_MAX = 200;
/** Seats that need not knock again; the one admitted first has to. */
export const ADMITTED_MAX = 5_000;

/** Seats whose role or rights somebody has changed, and which find them so when they come back. */
export const GIVEN_MAX = 5_000;

/** Who may not come back, and by which browser they came, where that is kept out too. */
export const KeptOut = z.object({
  name: DisplayName,
  device: z.string().optional(),
  at: z.int(), // Epoch ms.
});
export type KeptOut = z.infer<typeof KeptOut>;

/** What a seat was given in this meeting, whatever its ticket says. */
export const Given = z.object({ role: Role.optional(), rights: OwnRights.optional() });
export type Given = z.infer<typeof Given>;

export const Breakouts = z.object({
  status: z.enum(["planned", "open", "closing"]),
  rooms: z.array(Breakout),
  assigned: z.record(PeerId, BreakoutId),
  choose: z.boolean(),
  endsAt: z.int().nullable(),
  helpAsked: z.record(BreakoutId, PeerId),
  /** Where those were who left while breakouts were open; null: in the main room. */
  away: z.record(PeerId, BreakoutId.nullable()).default({}),
});
export type Breakouts = z.infer<typeof Breakouts>;

export const Poll = z.object({
  id: PollId,
  question: PollQuestion,
  status: z.enum(["draft", "open", "closed"]),
  shared: z.boolean(),
  answers: z.record(PeerId, z.array(z.int())),
  /** By option, once it is no longer kept who chose what. */
  sealed: z.object({ answered: z.int(), counts: z.array(z.int()) }).optional(),
});
export type Poll = z.infer<typeof Poll>;

export const Meeting = z.object({
  settings: Settings,
  spotlight: z.array(PeerId),
  /** In the order of knocking. */
  lobby: z.record(PeerId, Waiter),
  /** With the time of admission or first join, epoch ms. */
  admitted: z.record(PeerId, z.int()),
  /** Beyond `KEPT_OUT_MAX` the first is let in again. */
  keptOut: z.record(PeerId, KeptOut).default({}),
  breakouts: Breakouts.nullable(),
  /** Oldest first. */
  messages: z.array(ChatMessage),
  /** Whether there were ever more than are in memory. */
  hasOlderMessages: z.boolean(),
  files: z.record(FileId, z.object({ file: FileView, by: PeerId })),
  polls: z.record(PollId, Poll),
  /** Polls made so far, deleted ones included. */
  pollsMade: z.int(),
  notices: z.partialRecord(NoticeKind, Notice),
  /** Who acts as host for a host that is away, and what they were before. */
  standIn: z.object({ peerId: PeerId, was: Role }).nullable(),
  given: z.record(PeerId, Given).default({}),
  /** The recording that is on. */
  recording: RecordingStatus.nullable().default(null),
  /** Recordings begun so far. */
  recordingsMade: z.int().default(0),
  /** The live stream that is on. */
  live: LiveStatus.nullable().default(null),
  /** Live streams begun so far. */
  livesMade: z.int().default(0),
});
export type Meeting = z.infer<typeof Meeting>;

export const NEW_MEETING: Meeting = {
  settings: DEFAULT_SETTINGS,
  spotlight: [],
  lobby: {},
  admitted: {},
  keptOut: {},
  breakouts: null,
  messages: [],
  hasOlderMessages: false,
  files: {},
  polls: {},
  pollsMade: 0,
  notices: {},
  standIn: null,
  given: {},
  recording: null,
  recordingsMade: 0,
  live: null,
  livesMade: 0,
};
