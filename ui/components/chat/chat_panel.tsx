/** The chat beside the stage. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Call } from "../../models/call.ts";
import { isCompact } from "../../models/viewport.ts";
import { t } from "../../strings/mod.ts";
import { ChatIcon } from "../icons.tsx";
import type { PanelDefinition } from "../panel_list.ts";
import { Composer, tooManyFiles } from "./composer.tsx";
import { MessageList } from "./message_list.tsx";
import { SearchField, SearchResults } from "./search_results.tsx";

export const chatPanel: PanelDefinition = {
  name: "chat",
  title: () => t.chat.title,
  label: () => t.chat.open,
  Icon: ChatIcon,
  badge: (call) => call.chat.reading.unread.value,
  isOffered: () => true,
  Body: ChatPanel,
};

function ChatPanel({ call }: { call: Call }) {
  const { chat } = call;
  const field = useRef<HTMLTextAreaElement>(null);
  const isDropping = useSignal(false);
  const mayWrite = !call.lacks("chat");
  const write = () => field.current?.focus();

  useEffect(() => {
    // On a phone the keyboard would cover what there is to read.
    if (!isCompact.peek()) write();
  }, []);

  useSignalEffect(() => {
    const peerId = call.writeTo.value;
    if (peerId === null) return;
    call.writeTo.value = null;
    chat.draft.address({ kind: "person", peerId });
    write();
  });

  function add(files: Iterable<File>): void {
    if (chat.uploads.add(files) > 0) {
      call.toasts.show({ id: "files", text: tooManyFiles(), tone: "problem" });
    }
    write();
  }

  const holdsFiles = (event: DragEvent) =>
    mayWrite && (event.dataTransfer?.types.includes("Files") ?? false);

  return (
    <div
      class="chat-panel"
      data-dropping={isDropping.value}
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        isDropping.value = true;
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) isDropping.value = false;
      }}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        isDropping.value = false;
        add([...event.dataTransfer?.files ?? []]);
      }}
    >
      <SearchField call={call} />
      {chat.search.found.value
        ? <SearchResults call={call} />
        : <MessageList call={call} write={write} />}
      <TypingLine call={call} />
      {mayWrite
        ? <Composer call={call} field={field} add={add} />
        : <p class="panel-note" role="status">{t.lacking.chat}</p>}
      {isDropping.value && <p class="drop-hint" aria-hidden="true">{t.chat.drop}</p>}
    </div>
  );
}

function TypingLine({ call }: { call: Call }) {
  const peers = call.peers.value;
  const names = call.chat.typists.value.flatMap(({ peerId }) =>
    peers.find(({ id }) => id === peerId)?.name ?? []
  );
  const [first, second, third] = names;
  const text = first === undefined
    ? ""
    : second === undefined
    ? t.chat.typing.one(first)
    : third === undefined
    ? t.chat.typing.two(first, second)
    : t.chat.typing.many;
  return <p class="typing-line" data-testid="typing">{text}</p>;
}
