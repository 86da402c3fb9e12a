/** What somebody is writing: kept while the panel is closed. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type ChatMessage, MESSAGE_CHARACTERS_MAX, type PeerId } from "../../../protocol/mod.ts";

/** So near the limit the characters left are shown. */
export const COUNTED_FROM = MESSAGE_CHARACTERS_MAX - 400;

export type Recipient =
  | { readonly kind: "here" } // All who are in the same place.
  | { readonly kind: "everywhere" } // In every breakout too.
  | { readonly kind: "person"; readonly peerId: PeerId };

export interface Draft {
  readonly text: ReadonlySignal<string>;
  readonly recipient: ReadonlySignal<Recipient>;
  readonly replyTo: ReadonlySignal<ChatMessage | null>;
  /** One's own message that is being changed; its words are in `text` meanwhile. */
  readonly editing: ReadonlySignal<ChatMessage | null>;
  write(text: string): void;
  address(recipient: Recipient): void;
  reply(message: ChatMessage, selfId: PeerId): void;
  edit(message: ChatMessage): void;
  /** Neither a reply nor a change any more. */
  cancel(): void;
  /** What was written has been taken. */
  clear(): void;
}

export function createDraft(): Draft {
  const text = signal("");
  const recipient = signal<Recipient>({ kind: "here" });
  const replyTo = signal<ChatMessage | null>(null);
  const editing = signal<ChatMessage | null>(null);
  /** What was being written when a change began. */
  let put = "";

  function cancel(): void {
    replyTo.value = null;
    if (!editing.peek()) return;
    editing.value = null;
    text.value = put;
    put = "";
  }

  return {
    text,
    recipient,
    replyTo,
    editing,
    write: (written) => text.value = written,
    address: (to) => recipient.value = to,
    reply(message, selfId) {
      cancel();
      replyTo.value = message;
      const { to, from } = message;
      const other = from === selfId ? to : from;
      // The answer to what was said to one alone is for that one alone.
      const isDirect = to !== undefined && other !== null && other !== undefined;
      recipient.value = isDirect ? { kind: "person", peerId: other } : { kind: "here" };
    },
    edit(message) {
      cancel();
      put = text.peek();
      editing.value = message;
      text.value = message.text;
    },
    cancel,
    clear() {
      if (editing.peek()) return cancel();
      text.value = "";
      replyTo.value = null;
    },
  };
}
