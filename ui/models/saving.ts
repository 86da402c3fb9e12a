/** Whether this person's data is to be saved, and what is then looked at. */
import { computed, signal } from "@preact/signals";
import type { ProducerId, Tile } from "../../protocol/mod.ts";
import { networkInformation } from "./network.ts";
import { preferences } from "./preferences.ts";

/** Pictures that come at a time. */
export const SAVING_TILES_MAX = 4;
/** The height, in device pixels, up to which a camera's lowest layer does. */
export const SAVING_TILE_HEIGHT = 180;

const isAskedByBrowser = signal(networkInformation()?.saveData === true);
networkInformation()?.addEventListener("change", () => {
  isAskedByBrowser.value = networkInformation()?.saveData === true;
});

/** The person's choice, or else the browser's. */
export const isSavingData = computed(() => {
  const { dataSaver } = preferences.value;
  return dataSaver === "system" ? isAskedByBrowser.value : dataSaver === "on";
});

/**
 * The tiles that are asked for where data is saved: the largest few, small; a shared screen keeps its
 * size, since it has one layer and small text is no text. Pure. `tiles`: the largest first.
 */
export function savedTiles(
  tiles: readonly Tile[],
  isScreen: (producerId: ProducerId) => boolean,
): Tile[] {
  const screensFirst = tiles.toSorted((a, b) =>
    Number(isScreen(b.producerId)) - Number(isScreen(a.producerId))
  );
  return screensFirst.slice(0, SAVING_TILES_MAX).map((tile) => {
    if (isScreen(tile.producerId) || tile.height <= SAVING_TILE_HEIGHT) return tile;
    const scale = SAVING_TILE_HEIGHT / tile.height;
    return { ...tile, width: Math.ceil(tile.width * scale), height: SAVING_TILE_HEIGHT };
  });
}
