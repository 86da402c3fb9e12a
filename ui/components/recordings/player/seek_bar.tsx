/** Where one is in the video, what is where, and a look at it before going there. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Moment } from "../../../models/recordings/chapters.ts";
import { clockText } from "../../../models/recordings/clock_text.ts";
import { indexAt } from "../../../models/recordings/moments.ts";
import { momentWords } from "../../../models/recordings/moment_words.ts";
import type { Player } from "../../../models/recordings/player.ts";
import { type Frame, frameAt } from "../../../models/recordings/storyboard.ts";
import { t } from "../../../strings/mod.ts";

/** Marks that are drawn; more would be a wall. */
const MARKS_MAX = 200;

export interface SeekBarProps {
  player: Player;
  moments: readonly Moment[];
  frames: readonly Frame[];
}

export function SeekBar({ player, moments, frames }: SeekBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const lookedAtMs = useSignal<number | null>(null);
  const isDragging = useRef(false);
  const durationMs = player.durationMs.value;
  const timeMs = player.timeMs.value;
  const share = (ms: number) => durationMs > 0 ? Math.min(1, Math.max(0, ms / durationMs)) : 0;

  function msAt({ clientX }: PointerEvent): number {
    const { left = 0, width = 1 } = bar.current?.getBoundingClientRect() ?? {};
    return Math.min(1, Math.max(0, (clientX - left) / width)) * durationMs;
  }

  return (
    <div
      ref={bar}
      class="seek-bar"
      data-testid="seek-bar"
      role="slider"
      tabIndex={0}
      aria-label={t.recordings.player.seek}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1_000)}
      aria-valuenow={Math.round(timeMs / 1_000)}
      aria-valuetext={t.recordings.player.position(clockText(timeMs), clockText(durationMs))}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        isDragging.current = true;
        player.seekTo(msAt(event));
      }}
      onPointerMove={(event) => {
        lookedAtMs.value = msAt(event);
        if (isDragging.current) player.seekTo(msAt(event));
      }}
      onPointerUp={() => isDragging.current = false}
      onPointerCancel={() => isDragging.current = false}
      onPointerLeave={() => lookedAtMs.value = null}
    >
      <div class="seek-track">
        <span class="seek-buffered" style={{ scale: `${share(player.bufferedMs.value)} 1` }} />
        <span class="seek-played" style={{ scale: `${share(timeMs)} 1` }} />
        <Marks moments={moments} share={share} />
      </div>
      <span class="seek-thumb" style={{ left: `${share(timeMs) * 100}%` }} />
      {lookedAtMs.value !== null && (
        <Look ms={lookedAtMs.value} share={share} moments={moments} frames={frames} />
      )}
    </div>
  );
}

function Marks(
  { moments, share }: { moments: readonly Moment[]; share: (ms: number) => number },
) {
  const drawn = moments.filter(({ kind }) => kind !== "activity").slice(0, MARKS_MAX);
  return (
    <>
      {drawn.map(({ startMs, endMs = startMs, kind }, at) => (
        <span
          key={at}
          class="seek-mark"
          data-kind={kind}
          style={{
            left: `${share(startMs) * 100}%`,
            ...(kind === "gap" && { width: `${(share(endMs) - share(startMs)) * 100}%` }),
          }}
        />
      ))}
    </>
  );
}

/** The picture there, the time, and what happens. */
function Look(
  { ms, share, moments, frames }: {
    ms: number;
    share: (ms: number) => number;
    moments: readonly Moment[];
    frames: readonly Frame[];
  },
) {
  const frame = frameAt(frames, ms);
  const moment = moments[indexAt(moments, ms)];
  return (
    <div class="seek-look" style={{ "--at": share(ms) }} data-testid="seek-look" aria-hidden="true">
      {frame && (
        <span
          class="seek-picture"
          style={{
            width: `${frame.width}px`,
            height: `${frame.height}px`,
            backgroundImage: `url("${frame.url}")`,
            backgroundPosition: `-${frame.x}px -${frame.y}px`,
          }}
        />
      )}
      <span class="seek-words">
        <strong>{clockText(ms)}</strong>
        {moment && <span>{momentWords(moment)}</span>}
      </span>
    </div>
  );
}
