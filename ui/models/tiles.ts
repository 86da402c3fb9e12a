/**
 * Which video is looked at, and how large; the owner sends what fits. Beside what is on the screen
 * a little is asked for ahead of time, so that what comes next is there at once.
 */
import { MAX_TILES, type ProducerId, type Tile } from "../../protocol/mod.ts";

/** Sizes come in steps, so that a window being dragged isn't a flood of news. */
const SIZE_STEP_PX = 16;
const SIZE_MAX_PX = 8_192;
/** What went off the screen is sent a while longer, small: people look back. */
export const LINGER_MS = 1_500;
/** What may be looked at next is sent once for so long, so that its consumer is made and ready. */
export const PRIME_MS = 2_000;
/** A picture that has just been asked for need not be there yet. */
export const SETTLE_MS = 1_000;
/** As small as it comes. */
const AHEAD = { width: 160, height: 96 } as const;
/** Producers remembered as having been sent once. */
const PRIMED_MAX = 1_024;

/** A place where tiles are: the page, or a picture in picture. */
export interface TileSurface {
  /** All that it shows, in device pixels; nothing in either direction means out of sight. */
  show(tiles: readonly Tile[]): void;
  /** What may be shown next: its consumers and senders are ready, and while `isLikely` it is sent already. */
  expect(producerIds: readonly ProducerId[], isLikely: boolean): void;
  dispose(): void;
}

export interface TileRegistry {
  surface(): TileSurface;
  /** What to ask for: the largest first, as many as may be asked for. */
  visible(): Tile[];
  /** What may be shown next, beside that. */
  near(): ProducerId[];
  /** Whether it is on the screen, and has been for long enough to be there. */
  isVisible(producerId: ProducerId): boolean;
  dispose(): void;
}

export interface TilesOptions {
  /** `isUrgent`: somebody waits for a picture. */
  changed: (isUrgent: boolean) => void;
  /** Monotonic ms. */
  now: () => number;
  /** Runs something after a while; the answer takes it back. */
  later: (ms: number, run: () => void) => () => void;
}

interface Surface {
  shown: readonly Tile[];
  likely: readonly ProducerId[];
  near: readonly ProducerId[];
}

export function createTiles({ changed, now, later }: TilesOptions): TileRegistry {
  const surfaces = new Set<Surface>();
  let shown: ReadonlyMap<ProducerId, Tile> = new Map();
  /** When each was asked for. */
  const shownAt = new Map<ProducerId, number>();
  /** Asked for though not on the screen, until when. */
  const extra = new Map<ProducerId, number>();
  const primed = new Set<ProducerId>();
  let cancel = () => {};

  function gathered(): Map<ProducerId, Tile> {
    const all = new Map<ProducerId, Tile>();
    for (const tile of [...surfaces].flatMap(({ shown }) => shown)) {
      const known = all.get(tile.producerId);
      if (!known || known.width * known.height < tile.width * tile.height) {
        all.set(tile.producerId, tile);
      }
    }
    return all;
  }

  function refresh(): void {
    const next = gathered();
    const came = [...next.keys()].filter((id) => !shown.has(id));
    const went = [...shown.keys()].filter((id) => !next.has(id));
    const isResized = [...next].some(([id, { width, height }]) => {
      const known = shown.get(id);
      return known && (known.width !== width || known.height !== height);
    });
    shown = next;
    for (const id of came) shownAt.set(id, now());
    for (const id of went) {
      shownAt.delete(id);
      extra.set(id, now() + LINGER_MS);
    }
    for (const id of came) prime(id);
    if (came.length > 0 || went.length > 0 || isResized) {
      plan();
      changed(came.length > 0);
    }
  }

  function prime(id: ProducerId): boolean {
    if (primed.has(id)) return false;
    if (primed.size >= PRIMED_MAX) primed.clear();
    primed.add(id);
    return true;
  }

  /** What was asked for ahead of time ends. */
  function plan(): void {
    cancel();
    const due = Math.min(...extra.values());
    if (!Number.isFinite(due)) return;
    cancel = later(Math.max(0, due - now()), () => {
      const at = now();
      for (const [id, until] of extra) if (until <= at) extra.delete(id);
      plan();
      changed(false);
    });
  }

  function surface(): TileSurface {
    const own: Surface = { shown: [], likely: [], near: [] };
    surfaces.add(own);
    return {
      show(tiles) {
        own.shown = tiles.filter(({ width, height }) => width >= 1 && height >= 1).map(stepped);
        refresh();
      },
      expect(producerIds, isLikely) {
        const fresh = producerIds.filter(prime);
        for (const id of fresh) extra.set(id, now() + PRIME_MS);
        const likely = isLikely ? producerIds : [];
        const isNews = !sameIds(likely, own.likely);
        const isNear = !sameIds(producerIds, own.near);
        own.likely = likely;
        own.near = producerIds;
        if (fresh.length > 0) plan();
        if (fresh.length > 0 || isNews || isNear) changed(isNews && isLikely);
      },
      dispose() {
        surfaces.delete(own);
        refresh();
      },
    };
  }

  return {
    surface,
    visible() {
      const large = [...shown.values()].sort((a, b) => b.width * b.height - a.width * a.height);
      const ahead = new Set([...[...surfaces].flatMap(({ likely }) => likely), ...extra.keys()]);
      const small = [...ahead].filter((id) => !shown.has(id))
        .map((producerId) => ({ producerId, ...AHEAD }));
      return [...large, ...small].slice(0, MAX_TILES);
    },
    near: () =>
      [...new Set([...surfaces].flatMap(({ near }) => near))]
        .filter((id) => !shown.has(id)).slice(0, MAX_TILES),
    isVisible: (producerId) => now() - (shownAt.get(producerId) ?? Infinity) >= SETTLE_MS,
    dispose() {
      cancel();
      surfaces.clear();
    },
  };
}

const sameIds = (a: readonly ProducerId[], b: readonly ProducerId[]): boolean =>
  a.length === b.length && a.every((id, index) => b[index] === id);

function stepped({ width, height, ...tile }: Tile): Tile {
  const step = (px: number) => Math.min(SIZE_MAX_PX, Math.ceil(px / SIZE_STEP_PX) * SIZE_STEP_PX);
  return { ...tile, width: step(width), height: step(height) };
}
