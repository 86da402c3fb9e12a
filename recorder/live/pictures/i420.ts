/** Pictures in planes: 8 bits of luma a pixel, of each chroma a quarter of them. Pure. */
import type { Canvas, Rect } from "../../worker/layout.ts";

export interface Picture extends Canvas {
  /** Y, then U, then V; rows without gaps. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Of the studio range, ITU-R BT.601. */
export interface Colour {
  readonly y: number;
  readonly u: number;
  readonly v: number;
}

export const i420Bytes = ({ width, height }: Canvas): number => width * height * 3 / 2;

/** Sizes have to be even. */
export function blank({ width, height }: Canvas, colour: Colour): Picture {
  const picture = { width, height, data: new Uint8Array(i420Bytes({ width, height })) };
  fill(picture, { x: 0, y: 0, width, height }, colour);
  return picture;
}

/** `rgb`: 0xrrggbb. */
export function colourOfRgb(rgb: number): Colour {
  const [r, g, b] = [rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff];
  return {
    y: Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b),
    u: Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b),
    v: Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b),
  };
}

/** `rect` lies within, at even places. */
export function fill(picture: Picture, rect: Rect, { y, u, v }: Colour): void {
  for (const [plane, value] of [y, u, v].entries()) {
    const { data, stride, x, top, width, height } = planeOf(picture, plane, rect);
    for (let row = 0; row < height; row++) {
      const at = (top + row) * stride + x;
      data.fill(value, at, at + width);
    }
  }
}

/** Copies `from` to `rect`; of another size, by the nearest pixels. */
export function draw(picture: Picture, rect: Rect, from: Picture): void {
  const whole = { x: 0, y: 0, width: from.width, height: from.height };
  for (let plane = 0; plane < 3; plane++) {
    const to = planeOf(picture, plane, rect);
    const source = planeOf(from, plane, whole);
    if (to.width === source.width && to.height === source.height) copyRows(to, source);
    else copyNearest(to, source);
  }
}

/** White, as thick as each byte of `mask` says, on what is half as bright as it was. */
export function drawLabel(
  picture: Picture,
  { x, y, width, height }: Rect,
  mask: Uint8Array,
): void {
  const { data, stride, x: left, top } = planeOf(picture, 0, { x, y, width, height });
  for (let row = 0; row < height; row++) {
    let at = (top + row) * stride + left;
    for (let column = 0; column < width; column++, at++) {
      const thick = mask[row * width + column] ?? 0;
      const dark = ((data[at] ?? 16) + 16) >> 1;
      data[at] = dark + ((235 - dark) * thick >> 8);
    }
  }
}

interface Plane {
  readonly data: Uint8Array;
  readonly stride: number;
  readonly x: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle's part of a plane: 0 for luma, 1 and 2 for chroma. */
function planeOf({ width, height, data }: Picture, plane: number, rect: Rect): Plane {
  const luma = width * height;
  if (plane === 0) {
    const { x, y: top } = rect;
    const whole = data.subarray(0, luma);
    return { data: whole, stride: width, x, top, width: rect.width, height: rect.height };
  }
  const begin = luma + (plane - 1) * luma / 4;
  return {
    data: data.subarray(begin, begin + luma / 4),
    stride: width / 2,
    x: rect.x / 2,
    top: rect.y / 2,
    width: rect.width / 2,
    height: rect.height / 2,
  };
}

function copyRows(to: Plane, from: Plane): void {
  for (let row = 0; row < to.height; row++) {
    const at = row * from.stride;
    to.data.set(from.data.subarray(at, at + to.width), (to.top + row) * to.stride + to.x);
  }
}

function copyNearest(to: Plane, from: Plane): void {
  for (let row = 0; row < to.height; row++) {
    const source = Math.floor(row * from.height / to.height) * from.stride;
    let at = (to.top + row) * to.stride + to.x;
    for (let column = 0; column < to.width; column++, at++) {
      to.data[at] = from.data[source + Math.floor(column * from.width / to.width)] ?? 0;
    }
  }
}
