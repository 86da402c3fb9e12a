/** Where one writes. Enter sends, Shift and Enter begin a new line, ArrowUp takes up one's last message. */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { FILES_PER_MESSAGE_MAX, MESSAGE_CHARACTERS_MAX } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { COUNTED_FROM } from "../../models/chat/draft.ts";
import { preview } from "../../models/chat/text.ts";
import { t } from "../../strings/mod.ts";
import { CheckIcon, ClipIcon, CloseIcon, SendIcon } from "../icons.tsx";
import { RecipientPicker } from "./recipient_picker.tsx";
import { UploadList } from "./upload_list.tsx";

const LINE_PX_MAX = 160;
const QUOTED_CHARACTERS_MAX = 80;

export interface ComposerProps {
  call: Call;
  field: RefObject<HTMLTextAreaElement | null>;
  add: (files: Iterable<File>) => void;
}

export function Composer({ call, field, add }: ComposerProps) {
  const { chat } = call;
  const { draft } = chat;
  const id = useId();
  const problem = useSignal<string | null>(null);
  const text = draft.text.value;
  const isEditing = draft.editing.value !== null;
  const recipient = draft.recipient.value;

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight + 2, LINE_PX_MAX)}px`;
  }, [text]);

  function send(): void {
    const unsent = chat.send();
    problem.value = unsent === undefined || unsent === "empty" ? null : t.chat.unsent[unsent];
    field.current?.focus();
  }

  function press(event: KeyboardEvent): void {
    if (event.isComposing) return; // The key belongs to the input method.
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      return send();
    }
    if (event.key === "Escape" && (isEditing || draft.replyTo.peek())) {
      event.preventDefault();
      return draft.cancel();
    }
    const last = chat.lastOwn();
    if (event.key === "ArrowUp" && text === "" && !isEditing && last) {
      event.preventDefault();
      draft.edit(last);
    }
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Context call={call} />
      {!isEditing && <RecipientPicker call={call} />}
      {!isEditing && recipient.kind === "person" && (
        <DirectHint
          call={call}
          id={recipient.peerId}
        />
      )}
      {!isEditing && <UploadList uploads={chat.uploads} />}
      <div class="composer-line">
        {!isEditing && recipient.kind !== "everywhere" && <AttachButton add={add} />}
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          enterkeyhint="send"
          value={text}
          placeholder={t.chat.placeholder}
          aria-label={t.chat.placeholder}
          aria-describedby={id}
          aria-invalid={text.length > MESSAGE_CHARACTERS_MAX}
          data-testid="composer"
          onKeyDown={press}
          onInput={(event) => {
            draft.write(event.currentTarget.value);
            problem.value = null;
            if (event.currentTarget.value !== "") chat.noteTyping();
          }}
          onPaste={(event) => {
            const files = [...event.clipboardData?.files ?? []];
            if (files.length === 0 || isEditing) return;
            event.preventDefault();
            add(files);
          }}
        />
        <button
          type="submit"
          class="icon-button send"
          aria-label={isEditing ? t.chat.save : t.chat.send}
          title={isEditing ? t.chat.save : t.chat.send}
        >
          {isEditing ? <CheckIcon /> : <SendIcon />}
        </button>
      </div>
      <p
        id={id}
        class="composer-note"
        role="status"
        data-over={text.length > MESSAGE_CHARACTERS_MAX}
      >
        {problem.value ?? countText(text.length)}
      </p>
    </form>
  );
}

function countText(length: number): string {
  if (length < COUNTED_FROM) return "";
  const left = MESSAGE_CHARACTERS_MAX - length;
  return left >= 0 ? t.chat.left(left) : t.chat.over(-left);
}

/** What the words answer, or change. */
function Context({ call }: { call: Call }) {
  const { draft } = call.chat;
  const replyTo = draft.replyTo.value;
  const editing = draft.editing.value;
  const message = editing ?? replyTo;
  if (!message) return null;
  const name = message.from === call.selfId ? t.chat.you : message.name;
  return (
    <div class="composer-context">
      <p>
        <strong>{editing ? t.chat.editing : t.chat.replyingTo(name)}</strong>{" "}
        {preview(message.text, QUOTED_CHARACTERS_MAX)}
      </p>
      <button
        type="button"
        class="icon-button small"
        aria-label={t.chat.cancel}
        onClick={() => draft.cancel()}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

function DirectHint({ call, id }: { call: Call; id: string }) {
  const name = call.peers.value.find((peer) => peer.id === id)?.name;
  return name === undefined ? null : <p class="direct-hint">{t.chat.onlyThem(name)}</p>;
}

function AttachButton({ add }: { add: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={t.chat.attach}
        title={t.chat.attach}
        onClick={() => input.current?.click()}
      >
        <ClipIcon />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="attach"
        onChange={(event) => {
          add([...event.currentTarget.files ?? []]);
          event.currentTarget.value = ""; // The same file can be chosen again.
        }}
      />
    </>
  );
}

export const tooManyFiles = (): string => t.chat.tooManyFiles(FILES_PER_MESSAGE_MAX);
