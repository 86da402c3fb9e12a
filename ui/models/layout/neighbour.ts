/** Which tile an arrow key leads to. Pure. */
import type { Rect } from "./rect.ts";
import type { PlacedTile, TileId } from "./state.ts";

export type Direction = "left" | "right" | "up" | "down";

/** What lies aside counts that much more than what lies ahead. */
const ASIDE_WEIGHT = 2;

/** The nearest tile in that direction; null: there is none. */
export function neighbourOf(
  tiles: readonly PlacedTile[],
  from: TileId,
  direction: Direction,
): TileId | null {
  const start = tiles.find(({ id }) => id === from);
  if (!start) return null;
  const [x, y] = middle(start);
  const distances = tiles.filter(({ id }) => id !== from).map((tile) => {
    const [tileX, tileY] = middle(tile);
    const [dx, dy] = [tileX - x, tileY - y];
    const isAcross = direction === "left" || direction === "right";
    const ahead = direction === "right"
      ? dx
      : direction === "left"
      ? -dx
      : direction === "down"
      ? dy
      : -dy;
    const aside = Math.abs(isAcross ? dy : dx);
    return { id: tile.id, ahead, distance: ahead + ASIDE_WEIGHT * aside };
  });
  const [nearest] = distances.filter(({ ahead }) => ahead > 1)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.id ?? null;
}

const middle = ({ x, y, width, height }: Rect) => [x + width / 2, y + height / 2] as const;
