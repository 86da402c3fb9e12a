/** After a call that was recorded: where the recording will be, for those who may have it. */
import type { RecordingId } from "../../../protocol/mod.ts";
import { go, recordingPath } from "../../router.ts";
import { t } from "../../strings/mod.ts";

export function RecordingAfter({ id }: { id: RecordingId | null }) {
  if (id === null) return null;
  const path = recordingPath(id);
  return (
    <p class="recording-after" data-testid="recording-after">
      {t.recording.prepared}
      <a
        href={path}
        onClick={(event) => {
          event.preventDefault();
          go(path);
        }}
      >
        {t.recording.open}
      </a>
    </p>
  );
}
