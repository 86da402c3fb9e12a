/**
 * The conversation. It stays at its end unless somebody scrolls up; what is added above leaves the
 * words being read where they are. Only the newest messages are in the page, more as one scrolls.
 */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Call } from "../../models/call.ts";
import { rowsOf } from "../../models/chat/groups.ts";
import { dayKey, dayText } from "../../models/chat/days.ts";
import { t } from "../../strings/mod.ts";
import { ArrowDownIcon } from "../icons.tsx";
import { MessageGroup } from "./message_group.tsx";
import { MessageView } from "./message_view.tsx";
import { OutgoingView } from "./outgoing_view.tsx";

/** Messages in the page at first, and how many more come at a time. */
const SHOWN_STEP = 100;
/** So near an end counts as being there. */
const EDGE_PX = 60;

export function MessageList({ call, write }: { call: Call; write: () => void }) {
  const { chat } = call;
  const list = useRef<HTMLDivElement>(null);
  const count = useSignal(SHOWN_STEP);
  const isAtEnd = useSignal(true);
  const target = useSignal<number | null>(null);
  /** Where the view was, counted from the end, before something came above it. */
  const kept = useRef<{ first: number | undefined; fromEnd: number }>({
    first: undefined,
    fromEnd: 0,
  });
  const messages = chat.messages.value;
  const outgoing = chat.outbox.outgoing.value;
  const readUpTo = chat.reading.readUpTo.value;
  const shown = useMemo(() => messages.slice(-count.value), [messages, count.value]);
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages]);
  const rows = useMemo(
    () => rowsOf(shown, { readUpTo, selfId: call.selfId, dayOf: dayKey }),
    [shown, readUpTo],
  );
  const isAllShown = shown.length === messages.length;
  const first = shown[0]?.id;

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const { first: before, fromEnd } = kept.current;
    if (isAtEnd.peek()) element.scrollTop = element.scrollHeight;
    else if (before !== undefined && first !== undefined && first < before) {
      element.scrollTop = element.scrollHeight - fromEnd;
    }
    kept.current = { first, fromEnd: element.scrollHeight - element.scrollTop };
  }, [rows, outgoing]);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.peek()) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useWatching(call, isAtEnd);
  useLayoutEffect(() => {
    const id = target.value;
    const element = id === null ? null : document.getElementById(`message-${id}`);
    if (!element) return;
    target.value = null;
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
  }, [target.value, rows]);

  function scrolled(element: HTMLElement): void {
    const { scrollTop, scrollHeight, clientHeight } = element;
    isAtEnd.value = scrollHeight - scrollTop - clientHeight < EDGE_PX;
    kept.current = { first, fromEnd: scrollHeight - scrollTop };
    if (scrollTop < EDGE_PX) showOlder();
    else if (isAtEnd.peek() && count.peek() > 2 * SHOWN_STEP) count.value = SHOWN_STEP;
  }

  function showOlder(): void {
    if (!isAllShown) count.value += SHOWN_STEP;
    else if (chat.hasOlder.peek() && chat.older.state.peek() === "idle") loadOlder();
  }

  function loadOlder(): void {
    const oldest = messages[0]?.id;
    count.value = messages.length + SHOWN_STEP;
    if (oldest !== undefined) chat.older.load(oldest);
  }

  function jump(id: number): void {
    const at = messages.findIndex((message) => message.id === id);
    if (at < 0) return;
    count.value = Math.max(count.peek(), messages.length - at + SHOWN_STEP / 2);
    isAtEnd.value = false;
    target.value = id;
  }

  function toEnd(): void {
    isAtEnd.value = true;
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }

  const isEmpty = messages.length === 0 && outgoing.length === 0;
  return (
    <div class="message-frame">
      <div
        ref={list}
        class="message-list"
        role="log"
        aria-live="off"
        aria-label={t.chat.log}
        tabIndex={0}
        data-testid="messages"
        onScroll={(event) => scrolled(event.currentTarget)}
      >
        {isAllShown && <Top call={call} isEmpty={isEmpty} load={loadOlder} />}
        {rows.map((row) => {
          switch (row.kind) {
            case "day":
              return <h3 key={row.key} class="message-day">{dayText(row.at, Date.now())}</h3>;
            case "new":
              return <div key={row.key} class="message-new" role="separator">{t.chat.new}</div>;
            case "group": {
              const [head] = row.messages;
              return head && (
                <MessageGroup key={row.key} call={call} first={head}>
                  {row.messages.map((message) => (
                    <MessageView
                      key={message.id}
                      call={call}
                      message={message}
                      quoted={byId.get(message.replyTo ?? 0)}
                      jump={jump}
                      write={write}
                    />
                  ))}
                </MessageGroup>
              );
            }
            default:
              return row satisfies never;
          }
        })}
        {outgoing.map((one) => <OutgoingView key={one.key} call={call} one={one} />)}
      </div>
      {!isAtEnd.value && <ToLatest call={call} go={toEnd} />}
    </div>
  );
}

function Top({ call, isEmpty, load }: { call: Call; isEmpty: boolean; load: () => void }) {
  const { hasOlder, older } = call.chat;
  if (older.state.value === "loading") {
    return (
      <p class="message-top" role="status">
        <span class="spinner" aria-hidden="true" /> {t.chat.loadingOlder}
      </p>
    );
  }
  if (older.state.value === "failed") {
    return (
      <p class="message-top" role="alert">
        {t.chat.olderFailed}{" "}
        <button type="button" class="link-button" onClick={load}>{t.chat.retry}</button>
      </p>
    );
  }
  if (hasOlder.value && !isEmpty) {
    return (
      <p class="message-top">
        <button type="button" class="link-button" onClick={load}>{t.chat.loadOlder}</button>
      </p>
    );
  }
  if (!isEmpty) return <p class="message-top">{t.chat.begin}</p>;
  return (
    <div class="panel-empty">
      <h3>{t.chat.empty}</h3>
      <p>{t.chat.emptyHint}</p>
    </div>
  );
}

function ToLatest({ call, go }: { call: Call; go: () => void }) {
  const unread = call.chat.reading.unread.value;
  return (
    <button type="button" class="to-latest" aria-label={t.chat.latest} onClick={go}>
      <ArrowDownIcon /> {unread > 0 ? t.chat.unread(unread) : t.chat.latest}
    </button>
  );
}

/** Messages at the end of an open list, in a page that is looked at, are read. */
function useWatching({ chat: { reading } }: Call, isAtEnd: { value: boolean }): void {
  const isVisible = useSignal(!document.hidden);
  const isWatching = useComputed(() => isAtEnd.value && isVisible.value);
  useEffect(() => {
    const look = () => isVisible.value = !document.hidden;
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  useEffect(() => reading.watch(isWatching.value), [isWatching.value]);
  useEffect(() => () => {
    reading.watch(false);
    reading.done();
  }, []);
}
