/** Sizes of pictures. Pure. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whatever a camera gives: more is neither sent nor worth its time. */
const LONG_MAX = 1280;
const SHORT_MAX = 720;

/** The size in which pictures leave, in whole even pixels, as encoders want them. */
export function bounded({ width, height }: Size): Size {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const scale = Math.min(1, LONG_MAX / long, SHORT_MAX / short);
  const even = (pixels: number) => Math.max(2, 2 * Math.floor(pixels * scale / 2));
  return { width: even(width), height: even(height) };
}

/** The largest middle part of a picture that has the shape of `shape`. */
export function cover(picture: Size, shape: Size): Size & { x: number; y: number } {
  const scale = Math.min(picture.width / shape.width, picture.height / shape.height);
  const width = shape.width * scale;
  const height = shape.height * scale;
  return { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
}
