/** The messages that a room keeps in memory: bounded in number and in size, so that it fits a snapshot. */
import { type ChatMessage, SNAPSHOT_MESSAGES } from "../../../protocol/mod.ts";
import { MESSAGES_MAX } from "../meeting.ts";
import { maySee, type Reader } from "./audience.ts";

/** Characters of all messages in memory; the newest message stays, whatever its size. */
export const MEMORY_CHARACTERS_MAX = 200_000;
/** Characters of the messages in one snapshot. */
export const SNAPSHOT_CHARACTERS_MAX = 60_000;
/** What a message takes beside its text; its files; a reaction's peer id. Rough, and rather too much. */
const MESSAGE_CHARACTERS = 150;
const FILE_CHARACTERS = 400;
const REACTION_CHARACTERS = 32;

/** The newest of them that are within both bounds, oldest first. */
export function newest(
  messages: readonly ChatMessage[],
  { count, characters }: { count: number; characters: number },
): readonly ChatMessage[] {
  let first = messages.length;
  let left = characters;
  while (first > 0 && messages.length - first < count) {
    const message = messages[first - 1];
    if (message) left -= sizeOf(message);
    if (left < 0 && first < messages.length) break;
    first--;
  }
  return messages.slice(first);
}

/** Those that stay in memory. */
export function kept(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return newest(messages, { count: MESSAGES_MAX, characters: MEMORY_CHARACTERS_MAX });
}

/** What one reader finds of them on coming in. */
export function messagesFor(
  reader: Reader,
  { messages, hasOlderMessages }: {
    readonly messages: readonly ChatMessage[];
    readonly hasOlderMessages: boolean;
  },
): { messages: ChatMessage[]; hasOlderMessages: boolean } {
  const seen = messages.filter((message) => maySee(reader, message));
  const shown = newest(seen, { count: SNAPSHOT_MESSAGES, characters: SNAPSHOT_CHARACTERS_MAX });
  return { messages: [...shown], hasOlderMessages: hasOlderMessages || shown.length < seen.length };
}

function sizeOf({ text, files, reactions }: ChatMessage): number {
  const reacted = Object.values(reactions ?? {}).reduce((sum, peers) => sum + peers.length, 0);
  return MESSAGE_CHARACTERS + text.length + (files?.length ?? 0) * FILE_CHARACTERS +
    reacted * REACTION_CHARACTERS;
}
