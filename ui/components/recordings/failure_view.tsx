import { failureWords } from "../../models/recordings/failure_words.ts";
import { t } from "../../strings/mod.ts";

/** Codes that say no more than that it failed: the server's own words may help whoever is asked. */
const VAGUE: ReadonlySet<string> = new Set(["attempts-failed", "waited-too-long"]);

/** Why a video or a transcript could not be made: `reason` is the server's, in its own language. */
export function FailureView(
  { code, reason }: { code: string | undefined; reason: string | undefined },
) {
  const words = failureWords(code);
  const isClear = words !== undefined && code !== undefined && !VAGUE.has(code);
  return (
    <>
      {words !== undefined && <p>{words}</p>}
      {reason !== undefined && !isClear && (
        <details class="server-words">
          <summary>{t.recordings.status.serverWords}</summary>
          <p lang="en">{reason}</p>
        </details>
      )}
    </>
  );
}
