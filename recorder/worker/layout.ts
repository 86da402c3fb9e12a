/** Where tiles are on a canvas. Pure; in pixels, all of them even as 4:2:0 pictures want it. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** Between tiles and around them, of a canvas 720 high. */
const SPACE = 8;
const SPACE_OF_HEIGHT = 720;
/** What most cameras send. */
const ASPECT = 16 / 9;
/** Of the canvas's width, beside what is large. */
const STRIP_SHARE = 0.2;

export const canvasOf = (height: number): Canvas => ({ width: even(height * ASPECT), height });

/** As many tiles of 16:9 as large as they can be, the last row in the middle. */
export function gridLayout({ width, height }: Canvas, tiles: number): Rect[] {
  if (tiles === 0) return [];
  const space = tiles === 1 ? 0 : spaceOf(height);
  let best = { columns: 1, tileWidth: 0 };
  for (let columns = 1; columns <= tiles; columns++) {
    const rows = Math.ceil(tiles / columns);
    const tileWidth = Math.min(
      (width - space * (columns + 1)) / columns,
      (height - space * (rows + 1)) / rows * ASPECT,
    );
    if (tileWidth > best.tileWidth) best = { columns, tileWidth };
  }
  const { columns, tileWidth } = best;
  const rows = Math.ceil(tiles / columns);
  const [w, h] = [even(tileWidth), even(tileWidth / ASPECT)];
  const top = (height - rows * h - (rows - 1) * space) / 2;
  return Array.from({ length: tiles }, (_, at) => {
    const row = Math.floor(at / columns);
    const inRow = Math.min(columns, tiles - row * columns);
    const left = (width - inRow * w - (inRow - 1) * space) / 2;
    const x = even(left + (at - row * columns) * (w + space));
    return { x, y: even(top + row * (h + space)), width: w, height: h };
  });
}

/** The first tile large, the others in a strip at its right. */
export function strippedLayout(canvas: Canvas, tiles: number): Rect[] {
  if (tiles <= 1) return gridLayout(canvas, tiles);
  const { width, height } = canvas;
  const space = spaceOf(height);
  const stripWidth = even(width * STRIP_SHARE);
  const stripHeight = even(stripWidth / ASPECT);
  const count = tiles - 1;
  const top = (height - count * stripHeight - (count - 1) * space) / 2;
  const large = {
    x: space,
    y: space,
    width: even(width - stripWidth - 3 * space),
    height: even(height - 2 * space),
  };
  const x = even(width - stripWidth - space);
  return [
    large,
    ...Array.from({ length: count }, (_, at) => ({
      x,
      y: even(top + at * (stripHeight + space)),
      width: stripWidth,
      height: stripHeight,
    })),
  ];
}

const spaceOf = (height: number) => even(SPACE * height / SPACE_OF_HEIGHT);
const even = (pixels: number) => Math.max(0, Math.floor(pixels / 2) * 2);
