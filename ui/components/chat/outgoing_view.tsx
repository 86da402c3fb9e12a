/** Messages that are not there yet, or could not be sent. */
import type { Call } from "../../models/call.ts";
import type { Outgoing } from "../../models/chat/outgoing.ts";
import { refusalText, t } from "../../strings/mod.ts";
import { MessageText } from "./message_text.tsx";

export function OutgoingView({ call, one }: { call: Call; one: Outgoing }) {
  const { key, letter, state, reason } = one;
  const { outbox } = call.chat;
  return (
    <section class="message-group" data-own="true" data-state={state} data-testid="outgoing">
      <header>
        <strong class="message-name">{t.chat.you}</strong>
        {letter.to !== undefined && (
          <span class="message-mark">
            {t.chat.directTo(
              call.peers.value.find(({ id }) => id === letter.to)?.name ?? t.chat.somebody,
            )}
          </span>
        )}
        {letter.announcement && <span class="message-mark">{t.chat.announcement}</span>}
      </header>
      <div class="message-body">
        {letter.text !== "" && <MessageText text={letter.text} />}
        {letter.files && <p class="hint">{letter.files.map(({ name }) => name).join(", ")}</p>}
        {state === "failed"
          ? (
            <div class="message-failed" role="alert">
              <span>{t.chat.failed(reason ? refusalText(reason) : t.refused.unreachable)}</span>
              <button type="button" class="link-button" onClick={() => outbox.retry(key)}>
                {t.chat.retry}
              </button>
              <button type="button" class="link-button" onClick={() => outbox.discard(key)}>
                {t.chat.discard}
              </button>
            </div>
          )
          : (
            <p class="message-pending">
              {call.chat.isUp.value ? t.chat.waiting : t.chat.offline}
            </p>
          )}
      </div>
    </section>
  );
}
