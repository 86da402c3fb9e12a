/** A look at a part of a shared screen. Pure; offsets in CSS pixels of a tile whose origin is its middle. */
import { clamp, type Size } from "./rect.ts";

export const ZOOM_MAX = 6;
/** One press of a button or key. */
export const ZOOM_STEP = 1.5;
/** Pixels that an arrow key moves the picture by. */
export const PAN_STEP_PX = 60;

export interface Zoom {
  /** 1: all of it. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };

/** `factor` times as large, with what is at `at` (from the tile's middle) staying there. */
export function zoomed(zoom: Zoom, factor: number, at: { x: number; y: number }, tile: Size): Zoom {
  const scale = clamp(1, zoom.scale * factor, ZOOM_MAX);
  const ratio = scale / zoom.scale;
  return within(
    { scale, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio },
    tile,
  );
}

export function panned(zoom: Zoom, by: { x: number; y: number }, tile: Size): Zoom {
  return within({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, tile);
}

/** The picture covers the tile: nobody pans away from it. */
function within({ scale, x, y }: Zoom, { width, height }: Size): Zoom {
  const freeX = width * (scale - 1) / 2;
  const freeY = height * (scale - 1) / 2;
  return { scale, x: clamp(-freeX, x, freeX), y: clamp(-freeY, y, freeY) };
}
