/** Messages. Each is sent in the sender's breakout, to one person, or to all. */
import { z } from "zod";
import { PeerId } from "../ids.ts";
import { DisplayName } from "../roles.ts";
import { BreakoutId } from "./breakouts.ts";

export const MESSAGE_CHARACTERS_MAX = 4_000;
/** Newest messages that a snapshot carries; older ones are read from the API. */
export const SNAPSHOT_MESSAGES = 50;
/** Messages in one page of the history. */
export const HISTORY_PAGE_MAX = 100;
/** Different emoji under one message. */
export const MESSAGE_EMOJI_MAX = 12;
/** Reactions to one message, of all emoji together. */
export const MESSAGE_REACTIONS_MAX = 500;
export const FILES_PER_MESSAGE_MAX = 10;

/** The room's revision at which a message was sent: unique in the room, and its place in the order. */
export const MessageId = z.int().positive();
export type MessageId = z.infer<typeof MessageId>;

/** One emoji, or a short sequence that shows as one. */
export const Emoji = z.string().min(1).max(16).regex(
  /^[\p{Extended_Pictographic}\p{Emoji_Component}\u200d\ufe0f]+$/u,
);
export type Emoji = z.infer<typeof Emoji>;

export const FileId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);
export type FileId = z.infer<typeof FileId>;

/** A file that was uploaded, sniffed and scanned. */
export const FileView = z.object({
  id: FileId,
  name: z.string().min(1).max(200),
  mediaType: z.string().max(100).describe("As sniffed, never as claimed."),
  sizeBytes: z.int().positive(),
  width: z.int().positive().optional().describe("Of an image, in pixels."),
  height: z.int().positive().optional(),
  thumbnail: z.boolean().describe("Whether there is a small picture of it."),
});
export type FileView = z.infer<typeof FileView>;

export const ChatMessage = z.object({
  id: MessageId,
  from: PeerId.nullable().describe("Null: a service."),
  name: DisplayName.describe("As the sender was called then."),
  at: z.int().describe("Epoch ms."),
  to: PeerId.optional().describe("Only this person and the sender see it."),
  breakout: BreakoutId.optional().describe("Only those who are there see it."),
  announcement: z.literal(true).optional().describe("To everybody, in every breakout."),
  text: z.string().max(MESSAGE_CHARACTERS_MAX).describe("Plain text; empty once deleted."),
  replyTo: MessageId.optional(),
  files: z.array(FileView).max(FILES_PER_MESSAGE_MAX).optional(),
  editedAt: z.int().optional().describe("Epoch ms."),
  deleted: z.literal(true).optional(),
  reactions: z.record(Emoji, z.array(PeerId)).optional().describe("Who reacted with what."),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

const text = z.string().trim().max(MESSAGE_CHARACTERS_MAX);

export const CHAT_COMMANDS = [
  z.object({
    type: z.literal("sendMessage"),
    text,
    to: PeerId.optional().describe("To this person alone; absent: to all where the sender is."),
    replyTo: MessageId.optional(),
    files: z.array(FileId).max(FILES_PER_MESSAGE_MAX).optional(),
  }).describe("Needs `chat`."),
  z.object({ type: z.literal("announce"), text: text.min(1) }).describe(
    "To everybody, in every breakout too. Needs `breakouts`.",
  ),
  z.object({ type: z.literal("editMessage"), messageId: MessageId, text: text.min(1) }).describe(
    "One's own. Needs `chat`.",
  ),
  z.object({ type: z.literal("deleteMessage"), messageId: MessageId }).describe(
    "One's own, or with `moderate` anybody's that one can see.",
  ),
  z.object({
    type: z.literal("reactToMessage"),
    messageId: MessageId,
    emoji: Emoji,
    on: z.boolean(),
  }).describe("Needs `react`."),
  z.object({ type: z.literal("typing"), to: PeerId.optional() }).describe(
    "The sender is writing. Never kept.",
  ),
] as const;

export const CHAT_CHANGES = [
  z.object({ type: z.literal("MessageSent"), message: ChatMessage }).describe(
    "Told to those who may see it.",
  ),
  z.object({ type: z.literal("MessageChanged"), message: ChatMessage }).describe(
    "Edited or deleted; the whole of it. Told to those who may see it.",
  ),
  z.object({
    type: z.literal("MessageReacted"),
    messageId: MessageId,
    peerId: PeerId,
    emoji: Emoji,
    on: z.boolean(),
  }).describe("A reaction came or went. Told to those who may see the message."),
] as const;

/** The message with one reaction more or less; the same where nothing changes. Pure. */
export function withReaction(
  message: ChatMessage,
  { peerId, emoji, on }: { peerId: PeerId; emoji: Emoji; on: boolean },
): ChatMessage {
  const { reactions = {}, ...rest } = message;
  const { [emoji]: peers = [], ...others } = reactions;
  if (peers.includes(peerId) === on) return message;
  const left = on ? [...peers, peerId] : peers.filter((id) => id !== peerId);
  const all = left.length > 0 ? { ...others, [emoji]: left } : others;
  return Object.keys(all).length > 0 ? { ...rest, reactions: all } : rest;
}
