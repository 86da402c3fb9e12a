/** How far a recording is, in words and as a bar. */
import type { RecordingStatus } from "../../../protocol/mod.ts";
import { statusText } from "../../models/recordings/moment_words.ts";
import { WarningIcon } from "../icons.tsx";

/** Nothing for one that is ready. */
export function StatusView({ status }: { status: RecordingStatus }) {
  if (status.state === "ready") return null;
  const percent = status.state === "processing" ? status.percent : null;
  return (
    <div class="recording-status" data-testid="recording-status" data-state={status.state}>
      <p>
        {status.state === "failed"
          ? <WarningIcon />
          : status.state === "recording"
          ? <span class="chip-dot" aria-hidden="true" />
          : <span class="spinner" aria-hidden="true" />}
        <span>{statusText(status)}</span>
      </p>
      {status.state === "processing" && (
        <progress
          max={100}
          aria-label={statusText(status)}
          {...(percent !== null && { value: percent })}
        />
      )}
    </div>
  );
}
