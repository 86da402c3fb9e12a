/** Which video tiles are on the screen, and how large; the owner sends what fits them. */
import { MAX_TILES, type ProducerId, type Tile } from "../../protocol/mod.ts";

/** Sizes come in steps, so that a window being dragged isn't a flood of news. */
const SIZE_STEP_PX = 16;

export interface TileRegistry {
  /** Device pixels; zero in either direction means out of sight. */
  show(producerId: ProducerId, width: number, height: number): void;
  hide(producerId: ProducerId): void;
  /** The largest first, as many as may be asked for. */
  visible(): Tile[];
  isVisible(producerId: ProducerId): boolean;
}

export function createTiles(changed: () => void): TileRegistry {
  const shown = new Map<ProducerId, Tile>();

  function show(producerId: ProducerId, width: number, height: number): void {
    if (width < 1 || height < 1) return hide(producerId);
    const tile = { producerId, width: stepped(width), height: stepped(height) };
    const known = shown.get(producerId);
    if (known?.width === tile.width && known.height === tile.height) return;
    shown.set(producerId, tile);
    changed();
  }

  function hide(producerId: ProducerId): void {
    if (shown.delete(producerId)) changed();
  }

  return {
    show,
    hide,
    isVisible: (producerId) => shown.has(producerId),
    visible: () =>
      [...shown.values()]
        .sort((a, b) => b.width * b.height - a.width * a.height)
        .slice(0, MAX_TILES),
  };
}

const stepped = (px: number): number =>
  Math.min(8_192, Math.ceil(px / SIZE_STEP_PX) * SIZE_STEP_PX);
