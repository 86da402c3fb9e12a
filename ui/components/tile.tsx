/** One participant, or one shared screen. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ProducerId, Source } from "../../protocol/mod.ts";
import type { TileRegistry } from "../models/tiles.ts";
import { t } from "../strings.ts";
import { Avatar } from "./avatar.tsx";
import { useTile, useTrack } from "./hooks.ts";
import { MicrophoneIcon, ScreenIcon } from "./icons.tsx";

export interface TileProps {
  peerId: string;
  name: string;
  source: Extract<Source, "cam" | "screen">;
  isSelf?: boolean;
  /** The picture, where there is one to show. */
  track: MediaStreamTrack | null;
  /** The remote producer behind it, so that the room knows what is looked at. */
  producerId?: ProducerId | undefined;
  tiles?: TileRegistry;
  isMuted?: boolean;
  isSpeaking?: boolean;
  /** False while the participant's connection is gone. */
  isConnected?: boolean;
  firstFrame?: () => void;
}

export function Tile(props: TileProps) {
  const { peerId, name, source, track, isSelf = false, isConnected = true } = props;
  const isMuted = props.isMuted ?? false;
  const isSpeaking = (props.isSpeaking ?? false) && !isMuted;
  const ref = useTile(props.tiles, props.producerId);
  const label = isSelf ? t.call.youSuffix(name) : name;
  const shown = source === "screen" ? t.call.screenOf(label) : label;
  const states = [
    source === "cam" && isMuted && t.call.muted,
    isSpeaking && t.call.speaking,
    !isConnected && t.call.away,
  ].filter((state) => state !== false);
  return (
    <figure
      ref={ref}
      class="tile"
      role="group"
      tabIndex={0}
      data-testid="tile"
      data-peer-id={peerId}
      data-source={source}
      data-self={isSelf}
      data-speaking={isSpeaking}
      data-muted={isMuted}
      data-away={!isConnected}
      aria-label={[shown, ...states].join(", ")}
    >
      {source === "cam" && <Avatar id={peerId} name={name} />}
      {track && (
        <Picture
          track={track}
          isMirrored={isSelf && source === "cam"}
          firstFrame={props.firstFrame}
        />
      )}
      <figcaption class="tile-label" aria-hidden="true">
        {source === "screen" ? <ScreenIcon /> : isMuted && <MicrophoneIcon off />}
        <span class="tile-name">{shown}</span>
        {!isConnected && <span class="tile-away">{t.call.away}</span>}
      </figcaption>
    </figure>
  );
}

/** Stays invisible until there is something to see, so that the avatar fills the time. */
function Picture(
  { track, isMirrored, firstFrame }: {
    track: MediaStreamTrack;
    isMirrored: boolean;
    firstFrame?: (() => void) | undefined;
  },
) {
  const hasFrame = useSignal(false);
  const ref = useTrack<HTMLVideoElement>(track, {
    firstFrame: () => {
      hasFrame.value = true;
      firstFrame?.();
    },
  });
  useEffect(() => () => {
    hasFrame.value = false;
  }, []);
  return (
    <video
      ref={ref}
      class="tile-video"
      data-mirrored={isMirrored}
      data-ready={hasFrame.value}
      muted
      playsInline
      autoPlay
    />
  );
}
