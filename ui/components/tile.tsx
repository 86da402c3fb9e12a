/** One participant, or one shared screen. */
import type { ComponentChildren } from "preact";
import type { Source } from "../../protocol/mod.ts";
import type { PlacedTile, Zoom } from "../models/layout/mod.ts";
import { t } from "../strings/mod.ts";
import { Avatar } from "./avatar.tsx";
import { HandIcon, MicrophoneIcon, PinIcon, ScreenIcon } from "./icons.tsx";
import { TileQuality } from "./quality/bars.tsx";
import { TilePicture } from "./tile_picture.tsx";

/** A track that is seen, or that may be seen next. */
export interface Picture {
  readonly key: string;
  readonly track: MediaStreamTrack;
  readonly isWaiting: boolean;
}

/** Where a tile is, and how it came there. */
export interface Placing {
  readonly tile: PlacedTile;
  /** Held ready out of sight. */
  readonly isHidden: boolean;
  /** It was out of sight until now, so it does not fly in from where it was. */
  readonly isFresh: boolean;
}

export interface TileProps {
  placing: Placing;
  peerId: string;
  name: string;
  source: Extract<Source, "cam" | "screen">;
  isSelf?: boolean;
  /** As in a mirror, where one sees oneself. */
  isMirrored?: boolean;
  /** What there is to show: no picture, or one and those that wait to take its place. */
  pictures: readonly Picture[];
  /** A picture is on its way: the other sends one. */
  isComing?: boolean;
  /** This person's network carries no video at the moment. */
  isPausedByNetwork?: boolean;
  isMuted?: boolean;
  isSpeaking?: boolean;
  isHandUp?: boolean;
  isPinned?: boolean;
  /** False while the participant's connection is gone. */
  isConnected?: boolean;
  zoom?: Zoom;
  firstFrame?: () => void;
  /** Buttons above the picture, there while it is pointed at or in focus. */
  children?: ComponentChildren;
}

export function Tile(props: TileProps) {
  const { placing, peerId, name, source, isSelf = false, isConnected = true } = props;
  const { tile, isHidden, isFresh } = placing;
  const isMuted = props.isMuted ?? false;
  const isSpeaking = (props.isSpeaking ?? false) && !isMuted;
  const isPaused = props.isPausedByNetwork ?? false;
  const label = isSelf ? t.call.youSuffix(name) : name;
  const shown = source === "screen" ? t.call.screenOf(label) : label;
  const states = [
    source === "cam" && isMuted && t.call.muted,
    isSpeaking && t.call.speaking,
    props.isHandUp && t.call.handUp,
    props.isPinned && t.layout.pinned,
    isPaused && t.layout.pausedByNetwork,
    !isConnected && t.call.away,
  ].filter((state) => typeof state === "string");
  return (
    <figure
      class="tile"
      role="group"
      tabIndex={isHidden ? -1 : 0}
      style={{
        transform: `translate(${tile.x}px, ${tile.y}px)`,
        width: `${tile.width}px`,
        height: `${tile.height}px`,
      }}
      data-testid={isHidden ? "tile-ahead" : "tile"}
      data-tile={tile.id}
      data-role={tile.role}
      data-hidden={isHidden}
      data-fresh={isFresh}
      data-peer-id={peerId}
      data-source={source}
      data-self={isSelf}
      data-speaking={isSpeaking}
      data-muted={isMuted}
      data-away={!isConnected}
      data-coming={(props.isComing ?? false) && !isPaused}
      data-paused={isPaused}
      data-zoomed={(props.zoom?.scale ?? 1) > 1}
      aria-hidden={isHidden}
      aria-label={[shown, ...states].join(", ")}
    >
      {source === "cam"
        ? <Avatar id={peerId} name={name} />
        : <span class="tile-waiting" aria-hidden="true">{t.layout.screenComing}</span>}
      <div class="tile-pictures" style={zoomStyle(props.zoom)}>
        {props.pictures.map(({ key, track, isWaiting }) => (
          <TilePicture
            key={key}
            track={track}
            isWaiting={isWaiting}
            isMirrored={props.isMirrored ?? false}
            firstFrame={props.firstFrame}
          />
        ))}
      </div>
      {isPaused && <span class="tile-paused" aria-hidden="true">{t.layout.pausedShort}</span>}
      {props.isHandUp && (
        <span class="tile-hand" aria-hidden="true">
          <HandIcon />
        </span>
      )}
      <figcaption class="tile-label" aria-hidden="true">
        {props.isPinned && <PinIcon />}
        {source === "screen" ? <ScreenIcon /> : isMuted && <MicrophoneIcon off />}
        <span class="tile-name">{shown}</span>
        {!isConnected && <span class="tile-away">{t.call.away}</span>}
      </figcaption>
      {!isHidden && source === "cam" && <TileQuality peerId={peerId} name={label} />}
      {!isHidden && props.children}
    </figure>
  );
}

function zoomStyle(zoom: Zoom | undefined) {
  if (!zoom || zoom.scale === 1) return undefined;
  return { transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` };
}
