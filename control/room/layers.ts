/** Which of a track's layers a tile needs. Pure. */
import type { RtpParameters, Source, Tile } from "../../protocol/mod.ts";

/** A picture is blown up by no more than this before a larger layer is worth its bits. */
export const STRETCH_MAX = 1.2;
/**
 * The same on a crowded screen, where no tile is looked at for long. By it 25 tiles never need more
 * than 9 that fill the same area: from 9 to 25 a tile's sides shrink by 5/3, from layer to layer by 2,
 * so each step has to come at least 2 / (5/3) times later.
 */
export const CROWDED_STRETCH_MAX = 1.45;
/** More tiles than this are a crowd. */
export const CROWD_FROM = 16;

/** The top layer's height where a client has not said it: what cameras are asked for. */
const USUAL_HEIGHT = 720;
/** From one spatial layer to the next, as `scaleResolutionDownBy` and SVC modes have it. */
const STEP = 2;

export interface Layered {
  readonly source: Source;
  readonly rtpParameters: Pick<RtpParameters, "encodings">;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Spatial layers of a track: its encodings where it is simulcast, else those of its one (SVC). */
export function spatialLayers({ encodings = [] }: Layered["rtpParameters"]): number {
  if (encodings.length > 1) return encodings.length;
  const mode = /^[LS](\d)T/.exec(encodings[0]?.scalabilityMode ?? "");
  return mode ? Number(mode[1]) : 1;
}

/** The picture of each layer, the smallest first. */
export function layerSizes({ rtpParameters }: Layered): Size[] {
  const { encodings = [] } = rtpParameters;
  const layers = spatialLayers(rtpParameters);
  const top = encodings.at(-1);
  const height = top?.height ?? USUAL_HEIGHT;
  const width = top?.width ?? Math.round(height * 16 / 9);
  return Array.from({ length: layers }, (_, layer) => {
    const own = encodings.length > 1 ? encodings[layer] : undefined;
    const scale = STEP ** (layers - 1 - layer);
    return {
      width: own?.width ?? width / scale,
      height: own?.height ?? height / scale,
    };
  });
}

/** The layer that fills a tile; `undefined` where the track has one layer only. */
export function layersFor(
  tile: Pick<Tile, "width" | "height">,
  track: Layered,
  { isCrowded = false } = {},
): { spatial: number } | undefined {
  const sizes = layerSizes(track);
  if (sizes.length < 2) return undefined;
  const stretchMax = isCrowded ? CROWDED_STRETCH_MAX : STRETCH_MAX;
  const fit = sizes.findIndex((size) => stretchOf(size, tile, track.source) <= stretchMax);
  return { spatial: fit === -1 ? sizes.length - 1 : fit };
}

/**
 * How far a picture is blown up in a tile: cameras fill theirs and lose what sticks out, screens are
 * seen whole. A camera held the other way than its tile lies is seen whole too, or little were left.
 */
function stretchOf({ width, height }: Size, tile: Size, source: Source): number {
  const [across, down] = [tile.width / width, tile.height / height];
  const isTurned = (width > height) !== (tile.width > tile.height);
  return source === "screen" || isTurned ? Math.min(across, down) : Math.max(across, down);
}
