/** What is said now, over the picture. */
import { useComputed } from "@preact/signals";
import { preferences } from "../../../models/preferences.ts";
import type { Loaded } from "../../../models/recordings/materials.ts";
import { indexAt } from "../../../models/recordings/moments.ts";
import type { Player } from "../../../models/recordings/player.ts";
import type { Cue } from "../../../models/recordings/vtt.ts";

/** Who talk at once; the latest are shown. */
const SHOWN_MAX = 2;

export function CaptionsOverlay(
  { player, captions }: { player: Player; captions: Loaded<readonly Cue[]> },
) {
  const { captions: isOn, captionSize, captionContrast } = preferences.value;
  const cues = captions.state === "ready" ? captions.value : [];
  const said = useComputed(() => cuesAt(cues, player.timeMs.value));
  if (!isOn || said.value.length === 0) return null;
  return (
    <div
      class="captions player-captions"
      data-testid="player-captions"
      data-size={captionSize}
      data-contrast={captionContrast}
    >
      <div class="caption-lines">
        {said.value.map(({ voice, text }, at) => (
          <p key={at} class="caption">
            {voice !== undefined && <span class="caption-name">{voice}</span>} {text}
          </p>
        ))}
      </div>
    </div>
  );
}

function cuesAt(cues: readonly Cue[], ms: number): readonly Cue[] {
  const last = indexAt(cues, ms);
  return cues.slice(Math.max(0, last + 1 - SHOWN_MAX), last + 1).filter(({ endMs }) => endMs > ms);
}
