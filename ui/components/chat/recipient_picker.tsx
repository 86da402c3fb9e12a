/** To whom the next message goes. */
import { useMemo } from "preact/hooks";
import type { Call } from "../../models/call.ts";
import type { Recipient } from "../../models/chat/draft.ts";
import { language } from "../../models/language.ts";
import { t } from "../../strings/mod.ts";

const PERSON = "person:";

export function RecipientPicker({ call }: { call: Call }) {
  const { draft, here } = call.chat;
  const to = draft.recipient.value;
  const peers = call.peers.value;
  const others = useMemo(
    () =>
      peers.filter(({ id }) => id !== call.selfId)
        .sort((a, b) => a.name.localeCompare(b.name, language.peek())),
    [peers],
  );
  const gone = to.kind === "person" && !others.some(({ id }) => id === to.peerId);
  const { breakouts } = call.meeting.value;
  const isApart = breakouts !== null && breakouts.status !== "planned";
  return (
    <label class="recipient">
      <span>{t.chat.to}</span>
      <select
        value={to.kind === "person" ? PERSON + to.peerId : to.kind}
        data-testid="recipient"
        onChange={(event) => draft.address(recipientOf(event.currentTarget.value))}
      >
        <option value="here">{placeText(call, here.value, isApart)}</option>
        {isApart && call.can("breakouts") && <option value="everywhere">{t.chat.everywhere}
        </option>}
        {gone && to.kind === "person" && (
          <option value={PERSON + to.peerId}>{t.chat.directTo(t.chat.somebody)}</option>
        )}
        {others.map(({ id, name }) => (
          <option key={id} value={PERSON + id}>{t.chat.directTo(name)}</option>
        ))}
      </select>
    </label>
  );
}

function placeText({ meeting }: Call, here: string | undefined, isApart: boolean): string {
  const room = meeting.value.breakouts?.rooms.find(({ id }) => id === here);
  if (room) return t.chat.everyoneIn(room.name);
  return isApart ? t.chat.everyoneMain : t.chat.everyone;
}

function recipientOf(value: string): Recipient {
  if (value.startsWith(PERSON)) return { kind: "person", peerId: value.slice(PERSON.length) };
  return { kind: value === "everywhere" ? "everywhere" : "here" };
}
