/** How tiles fill a rectangle. Pure. */

/** Sizes in CSS pixels. */
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
/** Tiles smaller than this make the gallery scroll instead. */
export const TILE_WIDTH_MIN = 150;

/** The grid whose tiles are largest. */
export function fitGrid(count: number, { width, height, gap }: Bounds): Grid {
  const aspectMin = width > height ? ASPECT_MIN.landscape : ASPECT_MIN.portrait;
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
  if (count === 0) return best;
  return best.tileWidth >= Math.min(TILE_WIDTH_MIN, width) ? best : scrolling(count, width, gap);
}

/** As many columns as fit; rows run on below. */
function scrolling(count: number, width: number, gap: number): Grid {
  const columns = Math.max(1, Math.floor((width + gap) / (TILE_WIDTH_MIN + gap)));
  const tileWidth = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns));
  return {
    columns,
    rows: Math.ceil(count / columns),
    tileWidth,
    tileHeight: Math.floor(tileWidth / (4 / 3)),
  };
}
