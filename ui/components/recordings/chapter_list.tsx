/** What happened when, to go there. */
import { useComputed } from "@preact/signals";
import type { Moment } from "../../models/recordings/chapters.ts";
import { clockText } from "../../models/recordings/clock_text.ts";
import { indexAt } from "../../models/recordings/moments.ts";
import { momentWords } from "../../models/recordings/moment_words.ts";
import type { Player } from "../../models/recordings/player.ts";
import { t } from "../../strings/mod.ts";

export function ChapterList(
  { moments, player }: { moments: readonly Moment[]; player: Player | null },
) {
  const current = useComputed(() => player ? indexAt(moments, player.timeMs.value) : -1);
  if (moments.length === 0) return <p class="hint">{t.recordings.chapters.none}</p>;
  return (
    <ol class="chapter-list" data-testid="chapters">
      {moments.map((moment, at) => (
        <li key={at}>
          <button
            type="button"
            class="chapter"
            data-kind={moment.kind}
            aria-current={at === current.value ? "true" : undefined}
            disabled={player === null}
            onClick={() => player?.seekTo(moment.startMs)}
          >
            <time>{clockText(moment.startMs)}</time>
            <span class="chapter-mark" aria-hidden="true" />
            <span>{momentWords(moment)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
