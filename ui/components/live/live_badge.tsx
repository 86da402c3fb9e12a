/** A lasting sign for everybody that the meeting is streamed, and how that stands. */
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { Menu } from "../menu.tsx";
import { liveItems } from "./live_items.tsx";

export function LiveBadge({ call }: { call: Call }) {
  const now = call.live.now();
  if (!now) return null;
  const { state, reason } = now;
  const items = liveItems(call);
  const words = t.live.state[state];
  // For eyes; the words for screen readers stand around it.
  const inside = (
    <span class="recording-badge-inside" aria-hidden="true">
      <span class="chip-dot" />
      <span class="recording-words">{words}</span>
      <span class="recording-brief">{t.live.brief[state]}</span>
    </span>
  );
  return (
    <span
      class="chip recording-badge live-badge"
      data-testid="live-badge"
      data-state={state}
      title={items.length > 0 ? reason : undefined}
    >
      {items.length === 0
        ? (
          <>
            <span class="visually-hidden">{words}</span>
            {inside}
          </>
        )
        : (
          <Menu
            label={t.live.menu(words)}
            items={items}
            class="recording-badge-button"
            testId="live-badge-menu"
          >
            {inside}
          </Menu>
        )}
    </span>
  );
}
