/** Messages on their way: which of them have arrived. Pure. */
import type { ChatMessage, FileView, MeetingCommand, PeerId } from "../../../protocol/mod.ts";

/** What is to be sent. */
export interface Letter {
  /** Trimmed, as the room keeps it. */
  readonly text: string;
  /** To one person alone. */
  readonly to?: PeerId | undefined;
  /** To everybody, in every breakout. */
  readonly announcement?: true | undefined;
  readonly replyTo?: number | undefined;
  readonly files?: readonly FileView[] | undefined;
}

export interface Outgoing {
  readonly key: number;
  readonly letter: Letter;
  /** Epoch ms by this device. */
  readonly at: number;
  /** It will have a higher id than this. */
  readonly after: number;
  /** Under this the room tells a repeat. */
  readonly requestId: number;
  /** `sent`: answered, and about to be seen among the others. */
  readonly state: "waiting" | "sent" | "failed";
  /** Code of the refusal, of a failed one. */
  readonly reason?: string | undefined;
}

/**
 * Those that are not among the messages yet. They are sent in order, so what follows one that has
 * arrived comes after it.
 */
export function stillOutgoing(
  outgoing: readonly Outgoing[],
  messages: readonly ChatMessage[],
  selfId: PeerId,
): readonly Outgoing[] {
  if (outgoing.length === 0) return outgoing;
  const own = messages.filter(({ from }) => from === selfId);
  const left: Outgoing[] = [];
  let floor = 0;
  for (const one of outgoing) {
    const after = Math.max(one.after, floor);
    const arrived = own.find((message) => message.id > after && isSame(one.letter, message));
    if (arrived) floor = arrived.id;
    else left.push(after === one.after ? one : { ...one, after });
  }
  return left.length === outgoing.length ? outgoing : left;
}

function isSame({ text, to, announcement, replyTo, files = [] }: Letter, message: ChatMessage) {
  const sent = message.files ?? [];
  return (message.text === text || message.editedAt !== undefined || message.deleted === true) &&
    message.to === to && message.announcement === announcement && message.replyTo === replyTo &&
    sent.length === files.length && files.every(({ id }, index) => id === sent[index]?.id);
}

export function commandOf(letter: Letter): MeetingCommand {
  const { text, to, announcement, replyTo, files = [] } = letter;
  if (announcement) return { type: "announce", text };
  return {
    type: "sendMessage",
    text,
    ...(to !== undefined && { to }),
    ...(replyTo !== undefined && { replyTo }),
    ...(files.length > 0 && { files: files.map(({ id }) => id) }),
  };
}
