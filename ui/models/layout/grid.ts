/** How tiles of one size fill a rectangle. Pure; sizes in CSS pixels. */
import { type Rect, rounded } from "./rect.ts";

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

export interface Bounds {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

/** A tile is at most this wide for its height. */
export const ASPECT_MAX = 16 / 9;
/** And at least this: on an upright screen faces may be upright too. */
export const ASPECT_MIN = { landscape: 4 / 3, portrait: 3 / 4 } as const;
/** One who is alone on an upright screen may be taller still: so is the phone the picture is from. */
export const ASPECT_MIN_ALONE = 3 / 5;
/** Smaller tiles go to another page: on a phone, and on a large screen, which is looked at from afar. */
export const TILE_WIDTH_MIN = { narrow: 140, wide: 320 } as const;
export const TILE_HEIGHT_MIN = 92;
/** Between those two this part of the width: five people in a row, or four where it is upright. */
const COLUMNS_USUAL = { landscape: 6, portrait: 4.5 } as const;
/** Nobody looks at more people than that at a time. */
export const PAGE_TILES_MAX = 49;

/** The grid whose tiles are largest. */
export function fitGrid(count: number, { width, height, gap }: Bounds): Grid {
  const upright = count === 1 ? ASPECT_MIN_ALONE : ASPECT_MIN.portrait;
  const aspectMin = width > height ? ASPECT_MIN.landscape : upright;
  let best: Grid = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
    const cellHeight = Math.max(0, (height - gap * (rows - 1)) / rows);
    const tileWidth = Math.min(cellWidth, cellHeight * ASPECT_MAX);
    const tileHeight = Math.min(cellHeight, tileWidth / aspectMin);
    if (tileWidth * tileHeight > best.tileWidth * best.tileHeight) {
      best = {
        columns,
        rows,
        tileWidth: Math.floor(tileWidth),
        tileHeight: Math.floor(tileHeight),
      };
    }
  }
  return best;
}

/** How many tiles of a useful size a page of this size holds; one at least. */
export function capacityOf(bounds: Bounds): number {
  const isUpright = bounds.height > bounds.width;
  const usual = bounds.width / (isUpright ? COLUMNS_USUAL.portrait : COLUMNS_USUAL.landscape);
  const widthMin = Math.max(TILE_WIDTH_MIN.narrow, Math.min(TILE_WIDTH_MIN.wide, usual));
  for (let count = PAGE_TILES_MAX; count > 1; count--) {
    const { tileWidth, tileHeight } = fitGrid(count, bounds);
    if (tileWidth >= widthMin && tileHeight >= TILE_HEIGHT_MIN) return count;
  }
  return 1;
}

/** Where `count` tiles of a grid are, row by row, in the middle of `area`. */
export function cellsOf(grid: Grid, count: number, area: Rect, gap: number): Rect[] {
  const { columns, tileWidth: width, tileHeight: height } = grid;
  const rows = Math.ceil(count / columns);
  const top = area.y + (area.height - rows * height - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.x + (area.width - inRow * width - (inRow - 1) * gap) / 2;
    const x = left + (index - row * columns) * (width + gap);
    return rounded({ x, y: top + row * (height + gap), width, height });
  });
}
