/** One picture of a live stream, from what is to be seen on it. Pure. */
import type { Rect } from "../../worker/layout.ts";
import { type Colour, draw, drawLabel, fill, type Picture } from "./i420.ts";
import type { Label } from "./labels.ts";

/** Behind everything: nearly black. */
export const BACKGROUND: Colour = { y: 27, u: 130, v: 127 };

export interface Tile {
  readonly rect: Rect;
  /** Absent: there is none now, and the person's colour stands for them. */
  readonly picture: Picture | undefined;
  readonly colour: Colour;
  readonly label: Label | undefined;
}

/** Paints over all of `picture` but what lies between tiles, which has to be background already. */
export function paint(picture: Picture, tiles: readonly Tile[]): void {
  for (const { rect, picture: own, colour, label } of tiles) {
    if (own) draw(picture, rect, own);
    else fill(picture, rect, colour);
    if (label) drawLabel(picture, labelRect(rect, label, own === undefined), label.mask);
  }
}

/** Below at the left; of somebody without a picture in the middle. */
function labelRect(rect: Rect, { width, height }: Label, isCentred: boolean): Rect {
  const x = isCentred ? rect.x + even((rect.width - width) / 2) : rect.x;
  const y = isCentred ? rect.y + even((rect.height - height) / 2) : rect.y + rect.height - height;
  return { x, y, width: Math.min(width, rect.width), height };
}

const even = (pixels: number) => Math.floor(pixels / 2) * 2;
