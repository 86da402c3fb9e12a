/** One participant, or one shared screen. */
import type { ProducerId, Source } from "../../protocol/mod.ts";
import type { TileRegistry } from "../models/tiles.ts";
import { t } from "../strings/mod.ts";
import { Avatar } from "./avatar.tsx";
import { useTile } from "./hooks.ts";
import { HandIcon, MicrophoneIcon, ScreenIcon } from "./icons.tsx";
import { TilePicture } from "./tile_picture.tsx";

/** A track that is seen, or that may be seen next. */
export interface Picture {
  readonly key: string;
  readonly track: MediaStreamTrack;
  readonly isWaiting: boolean;
}

export interface TileProps {
  peerId: string;
  name: string;
  source: Extract<Source, "cam" | "screen">;
  isSelf?: boolean;
  /** What there is to show: no picture, or one and those that wait to take its place. */
  pictures: readonly Picture[];
  /** The remote producer behind it, so that the room knows what is looked at. */
  producerId?: ProducerId | undefined;
  tiles?: TileRegistry;
  isMuted?: boolean;
  isSpeaking?: boolean;
  isHandUp?: boolean;
  /** False while the participant's connection is gone. */
  isConnected?: boolean;
  /** This person's network can't carry the picture. */
  isWithheld?: boolean;
  firstFrame?: () => void;
}

export function Tile(props: TileProps) {
  const { peerId, name, source, pictures, isSelf = false, isConnected = true } = props;
  const isMuted = props.isMuted ?? false;
  const isSpeaking = (props.isSpeaking ?? false) && !isMuted;
  const ref = useTile(props.tiles, props.producerId);
  const label = isSelf ? t.call.youSuffix(name) : name;
  const shown = source === "screen" ? t.call.screenOf(label) : label;
  const states = [
    source === "cam" && isMuted && t.call.muted,
    isSpeaking && t.call.speaking,
    props.isHandUp && t.call.handUp,
    !isConnected && t.call.away,
    props.isWithheld && t.network.withheld,
  ].filter((state) => typeof state === "string");
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
      data-withheld={props.isWithheld ?? false}
      aria-label={[shown, ...states].join(", ")}
    >
      {source === "cam" && <Avatar id={peerId} name={name} />}
      {pictures.map(({ key, track, isWaiting }) => (
        <TilePicture
          key={key}
          track={track}
          isWaiting={isWaiting}
          isMirrored={isSelf && source === "cam"}
          firstFrame={props.firstFrame}
        />
      ))}
      {props.isHandUp && (
        <span class="tile-hand" aria-hidden="true">
          <HandIcon />
        </span>
      )}
      {props.isWithheld && (
        <span class="tile-withheld" aria-hidden="true">{t.network.withheld}</span>
      )}
      <figcaption class="tile-label" aria-hidden="true">
        {source === "screen" ? <ScreenIcon /> : isMuted && <MicrophoneIcon off />}
        <span class="tile-name">{shown}</span>
        {!isConnected && <span class="tile-away">{t.call.away}</span>}
      </figcaption>
    </figure>
  );
}
