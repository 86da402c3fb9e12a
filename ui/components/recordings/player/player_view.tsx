/** The video with its own controls; the frame around both is what fills the screen. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Moment } from "../../../models/recordings/chapters.ts";
import type { Materials } from "../../../models/recordings/materials.ts";
import type { Player } from "../../../models/recordings/player.ts";
import { t } from "../../../strings/mod.ts";
import { CaptionsOverlay } from "./captions_overlay.tsx";
import { PlayerBar } from "./player_bar.tsx";
import { usePlayerKeys } from "./use_player_keys.ts";

/** Without a move of the mouse the controls go while it plays. */
const IDLE_MS = 3_000;

export interface PlayerViewProps {
  player: Player;
  title: string;
  poster: string | undefined;
  materials: Materials;
  moments: readonly Moment[];
}

export function PlayerView({ player, title, poster, materials, moments }: PlayerViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { isIdle, stir } = useIdle();
  usePlayerKeys(player);
  // Before anybody can press a key or a button of what is seen.
  useLayoutEffect(() => {
    if (video.current && frame.current) return player.attach(video.current, frame.current);
    return undefined;
  }, [player]);
  const storyboard = materials.storyboard.value;
  const captions = materials.captions.value;
  const isQuiet = isIdle && player.isPlaying.value;
  return (
    <section
      ref={frame}
      class="player"
      data-testid="player"
      data-quiet={isQuiet}
      aria-label={t.recordings.player.label}
      onPointerMove={stir}
      onPointerDown={stir}
      onFocusCapture={stir}
      onKeyDown={stir}
    >
      <video
        ref={video}
        class="player-video"
        playsInline
        preload="metadata"
        aria-label={title}
        poster={poster}
        onClick={player.toggle}
        onDblClick={() => void player.toggleFull().catch(() => {})}
      />
      {player.isWaiting.value && <span class="spinner player-spinner" aria-hidden="true" />}
      {player.hasFailed.value && (
        <div class="player-failed" role="alert">
          <p>{t.recordings.player.failed}</p>
          <button type="button" class="button" onClick={player.retry}>{t.recordings.retry}</button>
        </div>
      )}
      <CaptionsOverlay player={player} captions={captions} />
      <PlayerBar
        player={player}
        moments={moments}
        frames={storyboard.state === "ready" ? storyboard.value : []}
        hasCaptions={captions.state === "ready"}
      />
    </section>
  );
}

function useIdle() {
  const isIdle = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stir = () => {
    isIdle.value = false;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => isIdle.value = true, IDLE_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return { isIdle: isIdle.value, stir };
}
