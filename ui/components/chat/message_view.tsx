/** One message with what one may do about it. */
import { useSignal } from "@preact/signals";
import type { ChatMessage } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { preview } from "../../models/chat/text.ts";
import { numberText } from "../../models/language.ts";
import { OFFERED_EMOJI } from "../../models/reactions.ts";
import { t } from "../../strings/mod.ts";
import { Dialog } from "../dialog.tsx";
import { MoreIcon, SmileIcon } from "../icons.tsx";
import { Menu, type MenuItem } from "../menu.tsx";
import { MessageFiles } from "./message_files.tsx";
import { MessageText } from "./message_text.tsx";

const QUOTED_CHARACTERS_MAX = 120;
/** Names under an emoji beyond these are counted. */
const NAMED_MAX = 10;

export interface MessageProps {
  call: Call;
  message: ChatMessage;
  /** Found by its id among those held. */
  quoted?: ChatMessage | undefined;
  jump?: ((id: number) => void) | undefined;
  /** Somewhere else than in the conversation: shown only. */
  isQuiet?: boolean;
  write?: (() => void) | undefined;
}

export function MessageView(props: MessageProps) {
  const { call, message, quoted, jump, isQuiet = false, write } = props;
  const { id, text, files, deleted, editedAt, replyTo } = message;
  return (
    <article
      class="message-body"
      id={isQuiet ? undefined : `message-${id}`}
      data-testid="message"
      data-message-id={id}
      tabIndex={-1}
    >
      {replyTo !== undefined && !deleted && <Quote call={call} message={quoted} jump={jump} />}
      {deleted
        ? <p class="message-gone">{t.chat.deleted}</p>
        : text !== "" && <MessageText text={text} />}
      {!deleted && files && <MessageFiles call={call} files={files} />}
      {editedAt !== undefined && !deleted && <span class="message-edited">{t.chat.edited}</span>}
      {!deleted && <Reactions call={call} message={message} isQuiet={isQuiet} />}
      {!deleted && !isQuiet && <Actions call={call} message={message} write={write} />}
    </article>
  );
}

function Quote(
  { call, message, jump }: {
    call: Call;
    message: ChatMessage | undefined;
    jump: ((id: number) => void) | undefined;
  },
) {
  if (!message) return <p class="message-quote">{t.chat.replyGone}</p>;
  const name = message.from === call.selfId ? t.chat.you : message.name;
  const shown = message.deleted
    ? t.chat.deleted
    : preview(message.text, QUOTED_CHARACTERS_MAX) || t.chat.files(message.files?.length ?? 0);
  return (
    <button
      type="button"
      class="message-quote"
      title={t.chat.jump(name)}
      disabled={!jump}
      onClick={() => jump?.(message.id)}
    >
      <strong>{name}</strong> {shown}
    </button>
  );
}

function Reactions(
  { call, message, isQuiet }: { call: Call; message: ChatMessage; isQuiet: boolean },
) {
  const all = Object.entries(message.reactions ?? {});
  if (all.length === 0) return null;
  return (
    <div class="message-reactions">
      {all.map(([emoji, peerIds]) => {
        const isMine = peerIds.includes(call.selfId);
        const label = t.chat.reaction(emoji, peerIds.length, namesOf(call, peerIds));
        return (
          <button
            key={emoji}
            type="button"
            class="message-reaction"
            aria-label={label}
            aria-pressed={isMine}
            title={label}
            disabled={isQuiet || call.lacks("react")}
            onClick={() => call.chat.react(message, emoji)}
          >
            <span class="emoji">{emoji}</span> {numberText(peerIds.length)}
          </button>
        );
      })}
    </div>
  );
}

function namesOf({ peers, selfId }: Call, peerIds: readonly string[]): string {
  const names = peerIds.slice(0, NAMED_MAX).map((id) =>
    id === selfId ? t.chat.you : peers.value.find((peer) => peer.id === id)?.name ?? t.chat.somebody
  );
  const more = peerIds.length - names.length;
  return names.join(", ") + (more > 0 ? ` ${t.chat.andMore(more)}` : "");
}

function Actions(
  { call, message, write }: { call: Call; message: ChatMessage; write: (() => void) | undefined },
) {
  const isAsking = useSignal(false);
  const isOwn = message.from === call.selfId;
  const { draft } = call.chat;
  const mayWrite = !call.lacks("chat");
  const items: MenuItem[] = [
    ...(mayWrite
      ? [{
        key: "reply",
        label: t.chat.reply,
        run: () => {
          draft.reply(message, call.selfId);
          write?.();
        },
      }]
      : []),
    ...(mayWrite && isOwn && message.text !== ""
      ? [{
        key: "edit",
        label: t.chat.edit,
        run: () => {
          draft.edit(message);
          write?.();
        },
      }]
      : []),
    ...(isOwn || call.can("moderate")
      ? [{
        key: "remove",
        label: t.chat.remove,
        isDanger: true,
        run: () => isAsking.value = true,
      }]
      : []),
  ];
  const name = isOwn ? t.chat.you : message.name;
  return (
    <div class="message-actions-bar">
      {!call.lacks("react") && (
        <Menu
          label={t.chat.react}
          class="icon-button small"
          isRow
          items={OFFERED_EMOJI.map((emoji) => ({
            key: emoji,
            label: emoji,
            icon: <span class="emoji">{emoji}</span>,
            run: () => call.chat.react(message, emoji),
          }))}
        >
          <SmileIcon />
        </Menu>
      )}
      {items.length > 0 && (
        <Menu label={t.chat.actions(name)} class="icon-button small" items={items}>
          <MoreIcon />
        </Menu>
      )}
      {isAsking.value && (
        <Dialog
          heading={t.chat.removeQuestion}
          hint={t.chat.removeHint}
          closed={() => isAsking.value = false}
          actions={[{
            label: t.chat.removeDo,
            isDanger: true,
            run: () => call.chat.remove(message.id),
          }]}
        />
      )}
    </div>
  );
}
