/**
 * The messages this page holds of one place: what the room tells now, and older pages of the API
 * before it, without a gap between them. Pure.
 */
import {
  type BreakoutId,
  type ChatMessage,
  type RoomChange,
  withReaction,
} from "../../../protocol/mod.ts";

/** Messages held at once; who wants to go further back searches. */
export const HELD_MAX = 2_000;

export interface History {
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Whether there are older ones to be asked for. */
  readonly hasOlder: boolean;
}

export const EMPTY_HISTORY: History = { messages: [], hasOlder: false };

/** Whether a message is to be read where this person is; the room decides who is told at all. */
export function isReadAt(
  { to, announcement, breakout }: ChatMessage,
  here: BreakoutId | undefined,
): boolean {
  return to !== undefined || announcement === true || breakout === here;
}

/**
 * With the newest messages as the room tells them, which are right where both have one. Where
 * something may be missing in between, what was held is given up: it can be asked for again.
 */
export function withNewest(held: History, newest: History): History {
  const [first] = newest.messages;
  if (!first) return newest;
  const older = held.messages.filter(({ id }) => id < first.id);
  if (older.length === 0) return newest;
  const isJoined = !newest.hasOlder || held.messages.some(({ id }) => id >= first.id);
  if (!isJoined) return newest;
  return bounded({ messages: [...older, ...newest.messages], hasOlder: held.hasOlder });
}

/** With a page of those before. */
export function withOlder(held: History, page: History): History {
  const [first] = held.messages;
  const older = page.messages.filter(({ id }) => !first || id < first.id);
  const messages = [...older, ...held.messages];
  return {
    messages: messages.slice(-HELD_MAX),
    hasOlder: page.hasOlder && messages.length < HELD_MAX,
  };
}

/** What a change does to messages that the room itself no longer tells. */
export function withChange(held: History, change: RoomChange): History {
  const replace = (id: number, next: (message: ChatMessage) => ChatMessage): History => {
    if (!held.messages.some((message) => message.id === id)) return held;
    const messages = held.messages.map((message) => message.id === id ? next(message) : message);
    return { ...held, messages };
  };
  switch (change.type) {
    case "MessageChanged":
      return replace(change.message.id, () => change.message);
    case "MessageReacted":
      return replace(change.messageId, (message) => withReaction(message, change));
    default:
      return held;
  }
}

function bounded({ messages, hasOlder }: History): History {
  if (messages.length <= HELD_MAX) return { messages, hasOlder };
  return { messages: messages.slice(-HELD_MAX), hasOlder: true };
}

/** Those of others since `lastRead`. */
export function unreadOf(
  messages: readonly ChatMessage[],
  lastRead: number,
  selfId: string,
): number {
  let count = 0;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (!message || message.id <= lastRead) break;
    if (message.from !== selfId && !message.deleted) count++;
  }
  return count;
}
