/**
 * Which of the tiles on the page pictures are asked for: none while nobody sees the page, few and
 * small ones where data is saved. Sound is not asked for here, and goes on.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerView, ProducerId, Tile } from "../../protocol/mod.ts";
import type { RemoteTrack } from "../link/tracks.ts";
import { isSavingData, savedTiles } from "./saving.ts";
import type { TileRegistry } from "./tiles.ts";
import { createWatching } from "./watching.ts";

export interface SightOptions {
  tiles: Pick<TileRegistry, "visible" | "near" | "isVisible">;
  peers: ReadonlySignal<readonly PeerView[]>;
  /** Something else is asked for now than was stated last. */
  changed: () => void;
}

export type Sight = ReturnType<typeof createSight>;

export function createSight({ tiles, peers, changed }: SightOptions) {
  const watching = createWatching();
  /** What was asked for last where data is saved; null: all that is on the page. */
  const asked = signal<ReadonlySet<ProducerId> | null>(null);

  const isScreen = (producerId: ProducerId) =>
    peers.peek().some(({ producers }) =>
      producers.some(({ id, source }) => id === producerId && source === "screen")
    );

  let isFirst = true;
  const stop = effect(() => {
    const now = [watching.isWatched.value, isSavingData.value];
    if (!isFirst && now) changed();
    isFirst = false;
  });

  function visible(): Tile[] {
    if (!watching.isWatched.peek()) return [];
    if (!isSavingData.peek()) {
      asked.value = null;
      return tiles.visible();
    }
    const saved = savedTiles(tiles.visible(), isScreen);
    asked.value = new Set(saved.map(({ producerId }) => producerId));
    return saved;
  }

  return {
    /** What to ask for now. */
    visible,
    /** What may be shown next; nothing where data is saved. */
    near: (): ProducerId[] => watching.isWatched.peek() && !isSavingData.peek() ? tiles.near() : [],
    /** Whether a picture is due. */
    isVisible: (producerId: ProducerId): boolean =>
      watching.isWatched.peek() && tiles.isVisible(producerId) &&
      (asked.peek()?.has(producerId) ?? true),
    /** The tracks without pictures that nobody asked for: those would stand still. */
    shown: (remote: ReadonlySignal<ReadonlyMap<ProducerId, RemoteTrack>>) =>
      computed(() => {
        const wanted = asked.value;
        if (wanted === null) return remote.value;
        return new Map(
          [...remote.value].filter(([id, { kind }]) => kind === "audio" || wanted.has(id)),
        );
      }),
    dispose() {
      stop();
      watching.dispose();
    },
  };
}
