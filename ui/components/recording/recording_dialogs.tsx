/** What is asked before a recording stops, and for the words of a mark. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { HIGHLIGHT_LENGTH_MAX } from "../../../protocol/mod.ts";
import type { CallRecording } from "../../models/recordings/call_recording.ts";
import { t } from "../../strings/mod.ts";
import { Dialog } from "../dialog.tsx";

export function RecordingDialogs({ recording }: { recording: CallRecording }) {
  const asked = recording.asked.value;
  const closed = () => recording.asked.value = null;
  switch (asked) {
    case null:
      return null;
    case "stop":
      return (
        <Dialog
          heading={t.recording.stopQuestion}
          hint={t.recording.stopHint}
          testId="stop-recording"
          closed={closed}
          actions={[{ label: t.recording.stop, isDanger: true, run: recording.stop }]}
        />
      );
    case "highlight":
      return <HighlightDialog recording={recording} closed={closed} />;
    default:
      return asked satisfies never;
  }
}

function HighlightDialog(
  { recording, closed }: { recording: CallRecording; closed: () => void },
) {
  const words = useSignal("");
  const id = useId();
  return (
    <Dialog
      heading={t.recording.markQuestion}
      testId="highlight"
      closed={closed}
      actions={[{ label: t.recording.markDo, run: () => recording.mark(words.peek()) }]}
    >
      <label class="field">
        <span>{t.recording.markLabel}</span>
        <input
          type="text"
          value={words.value}
          maxLength={HIGHLIGHT_LENGTH_MAX}
          aria-describedby={id}
          autofocus
          onInput={(event) => words.value = event.currentTarget.value}
        />
      </label>
      <p id={id} class="hint">{t.recording.markHint}</p>
    </Dialog>
  );
}
