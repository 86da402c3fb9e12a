/** Messages that hold the words looked for. */
import type { Call } from "../../models/call.ts";
import { dayText } from "../../models/chat/days.ts";
import { t } from "../../strings/mod.ts";
import { MessageGroup } from "./message_group.tsx";
import { MessageView } from "./message_view.tsx";

export function SearchField({ call }: { call: Call }) {
  const { search } = call.chat;
  return (
    <div class="panel-search">
      <input
        type="search"
        value={search.words.value}
        placeholder={t.chat.search}
        aria-label={t.chat.search}
        data-testid="chat-search"
        onInput={(event) => search.look(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || search.words.peek() === "") return;
          event.preventDefault();
          search.look("");
        }}
      />
    </div>
  );
}

export function SearchResults({ call }: { call: Call }) {
  const { search } = call.chat;
  const found = search.found.value;
  if (!found) return null;
  const { state, messages, hasOlder } = found;
  return (
    <div class="message-list" data-testid="search-results" tabIndex={0}>
      <p class="message-top" role="status">
        {state === "loading"
          ? t.chat.searching
          : state === "failed"
          ? t.chat.searchFailed
          : messages.length === 0
          ? t.chat.notFound
          : t.chat.found(messages.length)}
        {state === "failed" && (
          <button
            type="button"
            class="link-button"
            onClick={() => search.again()}
          >
            {t.chat.retry}
          </button>
        )}
      </p>
      {messages.toReversed().map((message) => (
        <div key={message.id}>
          <h3 class="message-day">{dayText(message.at, Date.now())}</h3>
          <MessageGroup call={call} first={message}>
            <MessageView call={call} message={message} isQuiet />
          </MessageGroup>
        </div>
      ))}
      {hasOlder && (
        <p class="message-top">
          <button type="button" class="link-button" onClick={() => search.more()}>
            {t.chat.more}
          </button>
        </p>
      )}
    </div>
  );
}
