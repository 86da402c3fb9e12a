/** A lasting sign for everybody that the meeting is recorded, and since when. */
import type { ComponentChildren } from "preact";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RecordingState } from "../../../protocol/mod.ts";
import { serverNow } from "../../models/api.ts";
import type { Call } from "../../models/call.ts";
import { clockText } from "../../models/recordings/clock_text.ts";
import { t } from "../../strings/mod.ts";
import { Menu } from "../menu.tsx";
import { recordingItems } from "./recording_items.tsx";

const TICK_MS = 1_000;

export function RecordingBadge({ call }: { call: Call }) {
  const now = call.recording.now();
  if (!now) return null;
  const words = t.recording.state[now.state];
  const items = recordingItems(call);
  const inside = <Inside state={now.state} since={now.since} />;
  if (items.length === 0) {
    return (
      <Chip state={now.state}>
        <span class="visually-hidden">{words}</span>
        {inside}
      </Chip>
    );
  }
  return (
    <Chip state={now.state}>
      <Menu
        label={t.recording.menu(words)}
        items={items}
        class="recording-badge-button"
        testId="recording-badge-menu"
      >
        {inside}
      </Menu>
    </Chip>
  );
}

function Chip({ state, children }: { state: RecordingState; children: ComponentChildren }) {
  return (
    <span class="chip recording-badge" data-testid="recording-badge" data-state={state}>
      {children}
    </span>
  );
}

/** For eyes; the words for screen readers stand around it and don't change every second. */
function Inside({ state, since }: { state: RecordingState; since: number }) {
  return (
    <span class="recording-badge-inside" aria-hidden="true">
      <span class="chip-dot" />
      <span class="recording-words">{t.recording.state[state]}</span>
      <span class="recording-brief">{t.recording.brief[state]}</span>
      <Elapsed since={since} />
    </span>
  );
}

function Elapsed({ since }: { since: number }) {
  const elapsedMs = useSignal(serverNow() - since);
  useEffect(() => {
    const timer = setInterval(() => elapsedMs.value = serverNow() - since, TICK_MS);
    return () => clearInterval(timer);
  }, [since]);
  return <span class="recording-elapsed">{clockText(elapsedMs.value)}</span>;
}
