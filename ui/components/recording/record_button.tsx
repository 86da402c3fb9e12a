/** In the call's bar, for those who may record: it begins, and then holds what one may do. */
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { RecordIcon } from "../icons.tsx";
import { Menu } from "../menu.tsx";
import { recordingItems } from "./recording_items.tsx";

export function RecordButton({ call }: { call: Call }) {
  if (!call.can("record")) return null;
  const { recording } = call;
  const state = recording.now()?.state;
  if (state !== undefined) {
    return (
      <Menu
        label={t.recording.menu(t.recording.state[state])}
        items={recordingItems(call)}
        class="control record-control"
        testId="record-menu"
      >
        <RecordIcon isOn={state === "recording"} />
        <span class="control-label" aria-hidden="true">{t.recording.brief[state]}</span>
      </Menu>
    );
  }
  const isExcluded = recording.isExcluded();
  return (
    <button
      type="button"
      class="control"
      data-kind="record"
      data-testid="record"
      aria-label={t.recording.startLong}
      aria-disabled={isExcluded}
      title={isExcluded ? t.recording.encrypted : t.recording.startLong}
      onClick={recording.start}
    >
      <RecordIcon />
      <span class="control-label" aria-hidden="true">{t.recording.short}</span>
    </button>
  );
}
