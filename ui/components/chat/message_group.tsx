/** What one person said within a minute, under one name; and who it is for. */
import type { ComponentChildren } from "preact";
import type { ChatMessage } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { timeText } from "../../models/language.ts";
import { t } from "../../strings/mod.ts";

/** Epoch ms as machines read it; empty where it is no time. */
const machineTime = (at: number): string =>
  Number.isFinite(at) && Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : "";

export function MessageGroup(
  { call, first, children }: { call: Call; first: ChatMessage; children: ComponentChildren },
) {
  const { from, name, at, announcement, to } = first;
  const isOwn = from === call.selfId;
  return (
    <section
      class="message-group"
      data-own={isOwn}
      data-direct={to !== undefined}
      data-announcement={announcement ?? false}
    >
      <header>
        <strong class="message-name">{isOwn ? t.chat.you : name || t.chat.service}</strong>
        <Mark call={call} message={first} />
        <time dateTime={machineTime(at)}>{timeText(at)}</time>
      </header>
      {children}
    </section>
  );
}

function Mark({ call, message: { from, to, announcement } }: { call: Call; message: ChatMessage }) {
  if (announcement) return <span class="message-mark">{t.chat.announcement}</span>;
  if (to === undefined) return null;
  if (from !== call.selfId) return <span class="message-mark">{t.chat.directToYou}</span>;
  const name = call.peers.value.find(({ id }) => id === to)?.name ?? t.chat.somebody;
  return <span class="message-mark">{t.chat.directTo(name)}</span>;
}
