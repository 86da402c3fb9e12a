/** A raised hand, and reactions that float by. */
import type { Call } from "../models/call.ts";
import { OFFERED_EMOJI } from "../models/reactions.ts";
import { t } from "../strings/mod.ts";
import { HandIcon, SmileIcon } from "./icons.tsx";
import { Menu } from "./menu.tsx";

export function toggleHand(call: Call): void {
  const isUp = call.self.peek()?.handRaisedAt !== undefined;
  if (!isUp && call.lacks("react")) return lackingReact(call);
  call.command({ type: "raiseHand", raised: !isUp });
}

function lackingReact({ toasts }: Call): void {
  toasts.show({ id: "lacking", text: t.lacking.react });
}

export function HandButton({ call }: { call: Call }) {
  const isUp = call.self.value?.handRaisedAt !== undefined;
  const lacks = !isUp && call.lacks("react");
  const label = isUp ? t.call.lowerHand : t.call.hand;
  return (
    <button
      type="button"
      class="control"
      data-kind="hand"
      data-up={isUp}
      aria-label={label}
      aria-pressed={isUp}
      aria-disabled={lacks}
      aria-keyshortcuts="H"
      title={lacks ? t.lacking.react : `${label} (H)`}
      onClick={() => toggleHand(call)}
    >
      <HandIcon />
      <span class="control-label" aria-hidden="true">{t.call.handShort}</span>
    </button>
  );
}

export function ReactButton({ call }: { call: Call }) {
  const face = (
    <>
      <SmileIcon />
      <span class="control-label" aria-hidden="true">{t.call.reactShort}</span>
    </>
  );
  if (call.lacks("react")) {
    return (
      <button
        type="button"
        class="control"
        aria-label={t.call.react}
        aria-disabled="true"
        title={t.lacking.react}
        onClick={() => lackingReact(call)}
      >
        {face}
      </button>
    );
  }
  return (
    <Menu
      label={t.call.react}
      class="control"
      isRow
      testId="react"
      items={OFFERED_EMOJI.map((emoji) => ({
        key: emoji,
        label: emoji,
        icon: <span class="emoji">{emoji}</span>,
        run: () => call.command({ type: "react", emoji }),
      }))}
    >
      {face}
    </Menu>
  );
}

/** Lanes beside each other, so that reactions at the same time don't hide one another. */
const LANES = 7;

export function FloatingReactions({ call }: { call: Call }) {
  const nameOf = (id: string) => call.peers.value.find((peer) => peer.id === id)?.name ?? "";
  return (
    <div class="reactions" aria-hidden="true">
      {call.reactions.shown.value.map(({ key, peerId, emoji }) => (
        <span key={key} class="reaction" style={{ "--lane": key % LANES }} data-testid="reaction">
          <span class="emoji">{emoji}</span>
          <span class="reaction-name">{nameOf(peerId)}</span>
        </span>
      ))}
    </div>
  );
}
