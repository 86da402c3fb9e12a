/** Has work that failed done again, for those who manage the recording. */
import { useSignal } from "@preact/signals";
import type { JobKind } from "../../../protocol/mod.ts";
import { announce } from "../../models/announcer.ts";
import type { RecordingPageModel } from "../../models/recordings/recording_page.ts";
import { t } from "../../strings/mod.ts";

export function RepeatButton({ page, job }: { page: RecordingPageModel; job: JobKind }) {
  const words = t.recordings.repeat;
  const isAsking = useSignal(false);
  const hasFailed = useSignal(false);
  if (page.details.value?.access === "watch") return null;
  const repeat = async () => {
    isAsking.value = true;
    hasFailed.value = false;
    try {
      await page.repeat(job);
      announce(words.begun);
    } catch {
      hasFailed.value = true;
    } finally {
      isAsking.value = false;
    }
  };
  return (
    <>
      <button
        type="button"
        class="button"
        data-testid={`repeat-${job}`}
        disabled={isAsking.value}
        onClick={repeat}
      >
        {words.button}
      </button>
      {hasFailed.value && <p role="alert">{words.failed}</p>}
    </>
  );
}
