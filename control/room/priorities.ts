/** Whose picture gets a viewer's bandwidth first. Pure. */
import type { PeerId, ProducerId, Source, Tile } from "../../protocol/mod.ts";

/**
 * By meaning. mediasoup gives everybody the lowest layer first, in this order, and then as many
 * chances to rise in each round as the number says: a share has all its layers before the next one
 * rises at all. Sound is not among them; it is never held back (`docs/media.md`).
 */
export const PRIORITY = { share: 40, speaker: 30, pinned: 20, large: 10, other: 1 } as const;

/** A tile that takes so much of what a viewer shows stands out. */
const LARGE_SHARE = 0.4;

/** By producer. */
export function priorities(
  tiles: readonly Tile[],
  of: (id: ProducerId) => { source: Source; peerId: PeerId } | undefined,
  speaker: PeerId | undefined,
): Map<ProducerId, number> {
  const total = tiles.reduce((sum, { width, height }) => sum + width * height, 0);
  return new Map(tiles.map((tile) => {
    const producer = of(tile.producerId);
    const isLarge = tiles.length > 1 && tile.width * tile.height >= total * LARGE_SHARE;
    if (producer?.source === "screen") return [tile.producerId, PRIORITY.share];
    if (producer && producer.peerId === speaker) return [tile.producerId, PRIORITY.speaker];
    if (tile.pinned) return [tile.producerId, PRIORITY.pinned];
    return [tile.producerId, isLarge ? PRIORITY.large : PRIORITY.other];
  }));
}
