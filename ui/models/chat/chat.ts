/** The chat of a call: what is said where this person is, and saying something. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import {
  type ChatMessage,
  type MeetingCommand,
  type MeetingView,
  MESSAGE_CHARACTERS_MAX,
  type PeerId,
  type PeerView,
  type Signal,
} from "../../../protocol/mod.ts";
import type { LinkStatus } from "../../link/link_event.ts";
import type { Command } from "../commands.ts";
import type { Heard } from "../room.ts";
import type { RoomApi } from "../room_api.ts";
import { createDraft, type Recipient } from "./draft.ts";
import { createFileLinks } from "./file_links.ts";
import {
  EMPTY_HISTORY,
  type History,
  isReadAt,
  withChange,
  withNewest,
  withOlder,
} from "./history.ts";
import { createOutbox } from "./outbox.ts";
import type { Letter } from "./outgoing.ts";
import { createOlder, createSearch } from "./pages.ts";
import { putFile } from "./put_file.ts";
import { createReading } from "./reading.ts";
import { createTyping } from "./typing.ts";
import { createUploads } from "./uploads.ts";

export interface ChatSource {
  readonly selfId: PeerId;
  readonly isHere: ReadonlySignal<boolean>;
  readonly meeting: ReadonlySignal<MeetingView>;
  readonly self: ReadonlySignal<PeerView | undefined>;
  readonly status: ReadonlySignal<LinkStatus>;
  readonly api: RoomApi;
  readonly command: Command;
  onNews(listener: (heard: Heard) => void): () => void;
  onSignal(listener: (signal: Signal) => void): () => void;
  /** Rejects where it was not done; `id`: see `claimId`. */
  ask(command: MeetingCommand, id?: number): Promise<unknown>;
  claimId(): number;
}

/** Why nothing was sent. */
export type Unsent = "empty" | "too-long" | "uploading" | "too-many";

export type Chat = ReturnType<typeof createChat>;

export function createChat(source: ChatSource) {
  const { selfId, meeting, self, status, api, command, ask, claimId } = source;
  const history = signal<History>(EMPTY_HISTORY);
  const messages = computed(() => history.value.messages);
  const draft = createDraft();
  const older = createOlder(api, (page) => history.value = withOlder(history.peek(), page));
  const search = createSearch(api);
  const uploads = createUploads(api, putFile);
  const isUp = computed(() => status.value === "joined");
  const outbox = createOutbox({
    selfId,
    messages,
    isUp,
    give: ask,
    claimId,
    now: Date.now,
    random: Math.random,
  });
  const typing = createTyping({
    onSignal: source.onSignal,
    tell: (to) => {
      ask({ type: "typing", ...(to !== undefined && { to }) }).catch(() => {}); // Seen now or never.
    },
    now: Date.now,
  });
  /** The room has told its messages. */
  const isTold = signal(false);
  const reading = createReading({ messages, isTold, selfId });
  const here = computed(() => self.value?.breakout);
  let place = here.peek();

  const stops = [
    effect(() => {
      const { messages, hasOlderMessages } = meeting.value;
      if (here.value !== place) {
        place = here.value;
        history.value = EMPTY_HISTORY;
        older.forget();
      }
      const newest = messages.filter((message) => isReadAt(message, place));
      history.value = withNewest(history.peek(), { messages: newest, hasOlder: hasOlderMessages });
      if (source.isHere.value) isTold.value = true;
    }),
    source.onNews(({ change }) => {
      if (!change) return;
      history.value = withChange(history.peek(), change);
      if (change.type === "MessageSent" && change.message.from) typing.stop(change.message.from);
      if (change.type === "PeerLeft") typing.stop(change.peerId);
    }),
  ];

  function send(): Unsent | undefined {
    const text = draft.text.peek().trim();
    if (text.length > MESSAGE_CHARACTERS_MAX) return "too-long";
    const editing = draft.editing.peek();
    if (editing) return text === "" ? "empty" : void change(editing, text);
    const recipient = draft.recipient.peek();
    const list = recipient.kind === "everywhere" ? [] : uploads.list.peek();
    if (list.some(({ state }) => state.kind !== "ready" && state.kind !== "failed")) {
      return "uploading";
    }
    const files = list.flatMap(({ state }) => state.kind === "ready" ? [state.file] : []);
    if (text === "" && files.length === 0) return "empty";
    const replyTo = draft.replyTo.peek()?.id;
    const letter: Letter = {
      text,
      ...addressOf(recipient),
      ...(replyTo !== undefined && recipient.kind !== "everywhere" && { replyTo }),
      ...(files.length > 0 && { files }),
    };
    if (!outbox.send(letter)) return "too-many";
    if (files.length > 0) uploads.take();
    draft.clear();
    // To everybody is said once; the next word is an ordinary one again.
    if (recipient.kind === "everywhere") draft.address({ kind: "here" });
    reading.done();
    return undefined;
  }

  async function change({ id, text: before }: ChatMessage, text: string): Promise<void> {
    if (text !== before && !await command({ type: "editMessage", messageId: id, text })) return;
    if (draft.editing.peek()?.id === id) draft.clear();
  }

  return {
    messages,
    hasOlder: computed(() => history.value.hasOlder),
    draft,
    outbox,
    older,
    search,
    uploads,
    typists: typing.typists,
    reading,
    here,
    isUp,
    send,
    noteTyping(): void {
      const recipient = draft.recipient.peek();
      if (!isUp.peek() || draft.editing.peek() || recipient.kind === "everywhere") return;
      typing.note(recipient.kind === "person" ? recipient.peerId : undefined);
    },
    /** One's newest message that can still be changed. */
    lastOwn: (): ChatMessage | undefined =>
      messages.peek().findLast(({ from, deleted, text }) => from === selfId && !deleted && text),
    remove: (messageId: number) => command({ type: "deleteMessage", messageId }),
    react(message: ChatMessage, emoji: string) {
      const on = !(message.reactions?.[emoji]?.includes(selfId) ?? false);
      return command({ type: "reactToMessage", messageId: message.id, emoji, on });
    },
    fileUrl: createFileLinks(api, Date.now),
    dispose(): void {
      for (const stop of stops) stop();
      reading.dispose();
      typing.dispose();
      outbox.dispose();
      search.dispose();
      uploads.dispose();
    },
  };
}

function addressOf(recipient: Recipient): Pick<Letter, "to" | "announcement"> {
  switch (recipient.kind) {
    case "here":
      return {};
    case "everywhere":
      return { announcement: true };
    case "person":
      return { to: recipient.peerId };
    default:
      return recipient satisfies never;
  }
}
