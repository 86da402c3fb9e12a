import { z } from "zod";
import { ChatMessage, Emoji, FileView, MessageId, PeerId } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

export const CHAT_FACTS = [
  z.object({ type: z.literal("MessageSent"), message: ChatMessage }),
  z.object({
    type: z.literal("MessageEdited"),
    messageId: MessageId,
    text: z.string(),
    at: z.int(),
  }),
  z.object({ type: z.literal("MessageDeleted"), messageId: MessageId, at: z.int(), by: By }),
  z.object({
    type: z.literal("MessageReacted"),
    messageId: MessageId,
    peerId: PeerId,
    emoji: Emoji,
    on: z.boolean(),
  }),
  z.object({ type: z.literal("FileReady"), file: FileView, by: PeerId }),
] as const;
