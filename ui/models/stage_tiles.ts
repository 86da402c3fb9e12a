/** Asks the room for the video of the tiles that a layout shows, in the size they have. */
import { effect, type ReadonlySignal } from "@preact/signals";
import type { PeerId, PeerView, ProducerId, Tile } from "../../protocol/mod.ts";
import type { Layout, PlacedTile } from "./layout/mod.ts";
import { type Stage, subjectOf } from "./stage.ts";
import type { TileSurface } from "./tiles.ts";

/** The page waits so long before it makes the next one ready: people leaf through. */
const AHEAD_AFTER_MS = 700;

export interface AskOptions {
  selfId: PeerId;
  nearby: ReadonlySignal<readonly PeerView[]>;
  surface: TileSurface;
  stage: Pick<Stage, "zoomOf" | "isTurning" | "pinned"> & { layout: ReadonlySignal<Layout> };
}

/** Until the answer is called. */
export function askForTiles({ selfId, nearby, surface, stage }: AskOptions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** One's own picture comes from the camera. */
  const producerOf = (tile: PlacedTile): ProducerId | undefined => {
    const subject = subjectOf(tile.id, nearby.value);
    return subject?.peer.id === selfId ? undefined : subject?.producer?.id;
  };

  const dispose = effect(() => {
    const { tiles, ahead } = stage.layout.value;
    const ratio = globalThis.devicePixelRatio ?? 1;
    surface.show(tiles.flatMap((tile): Tile[] => {
      const producerId = producerOf(tile);
      if (producerId === undefined) return [];
      const { scale } = stage.zoomOf(tile.id);
      const factor = ratio * scale;
      return [{
        producerId,
        width: tile.width * factor,
        height: tile.height * factor,
        ...(stage.pinned.value === tile.id && { pinned: true as const }),
      }];
    }));
    const next = ahead.flatMap((tile) => producerOf(tile) ?? []);
    const isTurning = stage.isTurning.value;
    clearTimeout(timer);
    if (isTurning) surface.expect(next, true);
    else timer = setTimeout(() => surface.expect(next, false), AHEAD_AFTER_MS);
  });

  return () => {
    clearTimeout(timer);
    dispose();
    surface.dispose();
  };
}
