/** After a call that was recorded: where the recording will be, for those who may have it. */
import type { RecordingId } from "../../../protocol/mod.ts";
import { recordingPath } from "../../router.ts";
import { linkTo } from "../recordings/link_to.ts";
import { t } from "../../strings/mod.ts";

export function RecordingAfter({ id }: { id: RecordingId | null }) {
  if (id === null) return null;
  return (
    <p class="recording-after" data-testid="recording-after">
      {t.recording.prepared}
      <a {...linkTo(recordingPath(id))}>{t.recording.open}</a>
    </p>
  );
}
