import { type ChatMessage, type MessageId, withReaction } from "../../../protocol/mod.ts";
import { withEntry } from "../bounded.ts";
import type { FactOf } from "../facts.ts";
import { FILES_MAX } from "../meeting.ts";
import type { Room } from "../state.ts";
import { kept } from "./memory.ts";

export type ChatFact = FactOf<
  "MessageSent" | "MessageEdited" | "MessageDeleted" | "MessageReacted" | "FileReady"
>;

export function evolveChat(room: Room, fact: ChatFact): Room {
  switch (fact.type) {
    case "MessageSent":
      return sent(room, fact.message);
    case "MessageEdited":
      return changed(room, fact.messageId, (message) => ({
        ...message,
        text: fact.text,
        editedAt: fact.at,
      }));
    case "MessageDeleted":
      return changed(room, fact.messageId, deleted);
    case "MessageReacted":
      return changed(room, fact.messageId, (message) => withReaction(message, fact));
    case "FileReady": {
      const { file, by } = fact;
      const files = withEntry(room.meeting.files, file.id, { file, by }, FILES_MAX);
      return { ...room, meeting: { ...room.meeting, files } };
    }
    default:
      return fact satisfies never;
  }
}

/** Breakouts are made anew: nobody gets to where the former ones were any more. */
export function forgetBreakoutMessages(room: Room): Room {
  const { meeting } = room;
  const messages = meeting.messages.filter(({ breakout }) => breakout === undefined);
  return messages.length === meeting.messages.length
    ? room
    : { ...room, meeting: { ...meeting, messages } };
}

function sent(room: Room, message: ChatMessage): Room {
  const { meeting } = room;
  const all = [...meeting.messages, message];
  const messages = [...kept(all)];
  const used = new Set(message.files?.map(({ id }) => id));
  const files = used.size === 0 ? meeting.files : Object.fromEntries(
    Object.entries(meeting.files).filter(([id]) => !used.has(id)),
  );
  const hasOlderMessages = meeting.hasOlderMessages || messages.length < all.length;
  return { ...room, meeting: { ...meeting, messages, files, hasOlderMessages } };
}

function changed(room: Room, messageId: MessageId, f: (message: ChatMessage) => ChatMessage): Room {
  const messages = room.meeting.messages.map((message) =>
    message.id === messageId ? f(message) : message
  );
  return { ...room, meeting: { ...room.meeting, messages } };
}

/** Nothing of what it said is left, only that it was there. */
function deleted(message: ChatMessage): ChatMessage {
  const { files: _, reactions: __, editedAt: ___, ...rest } = message;
  return { ...rest, text: "", deleted: true };
}
