/** The controls below the picture. */
import type { ComponentChildren } from "preact";
import { clockText } from "../../../models/recordings/clock_text.ts";
import type { Player } from "../../../models/recordings/player.ts";
import { JUMP_MS } from "../../../models/recordings/player_keys.ts";
import { t } from "../../../strings/mod.ts";
import { FullScreenIcon, PauseIcon, PictureIcon, PlayIcon, VolumeIcon } from "../../icons.tsx";
import { CaptionsMenu, SpeedMenu } from "./player_menus.tsx";
import { SeekBar, type SeekBarProps } from "./seek_bar.tsx";

export interface PlayerBarProps extends SeekBarProps {
  hasCaptions: boolean;
}

export function PlayerBar({ player, moments, frames, hasCaptions }: PlayerBarProps) {
  const words = t.recordings.player;
  const isPlaying = player.isPlaying.value;
  const isFull = player.isFull.value;
  return (
    <div class="player-bar">
      <SeekBar player={player} moments={moments} frames={frames} />
      <div class="player-buttons" role="group" aria-label={words.label}>
        <Button
          label={isPlaying ? words.pause : words.play}
          keys="K"
          testId="player-play"
          run={player.toggle}
        >
          {isPlaying ? <PauseIcon /> : <PlayIcon />}
        </Button>
        <Button label={words.back} keys="J" run={() => player.skip(-JUMP_MS)}>
          <span aria-hidden="true">−10</span>
        </Button>
        <Button label={words.forward} keys="L" run={() => player.skip(JUMP_MS)}>
          <span aria-hidden="true">+10</span>
        </Button>
        <Volume player={player} />
        <span class="player-time" data-testid="player-time">
          {clockText(player.timeMs.value)}
          <span>/ {clockText(player.durationMs.value)}</span>
        </span>
        <span class="spring" />
        {hasCaptions && <CaptionsMenu />}
        <SpeedMenu player={player} />
        {document.pictureInPictureEnabled && (
          <Button
            label={words.picture}
            keys="I"
            isOn={player.isInPicture.value}
            run={() => void player.togglePicture().catch(() => {})}
          >
            <PictureIcon />
          </Button>
        )}
        <Button
          label={isFull ? words.leaveFull : words.full}
          keys="F"
          isOn={isFull}
          run={() => void player.toggleFull().catch(() => {})}
        >
          <FullScreenIcon />
        </Button>
      </div>
    </div>
  );
}

function Volume({ player }: { player: Player }) {
  const words = t.recordings.player;
  const isMuted = player.isMuted.value;
  return (
    <span class="player-volume">
      <Button
        label={isMuted ? words.unmute : words.mute}
        keys="M"
        isOn={isMuted}
        run={player.toggleMute}
      >
        <VolumeIcon off={isMuted} />
      </Button>
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={isMuted ? 0 : player.volume.value}
        aria-label={words.volume}
        onInput={(event) => player.setVolume(event.currentTarget.valueAsNumber)}
      />
    </span>
  );
}

function Button(
  { label, keys, children, run, isOn, testId }: {
    label: string;
    keys: string;
    children: ComponentChildren;
    run: () => void;
    isOn?: boolean;
    testId?: string;
  },
) {
  return (
    <button
      type="button"
      class="player-button"
      aria-label={label}
      aria-keyshortcuts={keys}
      title={`${label} (${keys})`}
      data-on={isOn ?? false}
      data-testid={testId}
      onClick={run}
    >
      {children}
    </button>
  );
}
