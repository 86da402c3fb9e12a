/**
 * Tiles where a layout puts them. They are all in one place of the document, in the order in which
 * they first came: a video element that is moved in the document or made anew goes black, so a
 * layout that changes only changes positions. Tiles that are on the next page, or were on the screen
 * lately, stay there unseen.
 */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Call } from "../../models/call.ts";
import type { Layout, PlacedTile, TileId } from "../../models/layout/mod.ts";
import { subjectOf } from "../../models/stage.ts";
import type { Placing } from "../tile.tsx";
import { SubjectTile } from "./subject_tile.tsx";

/** Tiles out of sight that are kept, beside those of the next page. */
const KEPT_MAX = 24;

export interface TilesProps {
  call: Call;
  layout: Layout;
  /** Buttons of a tile. */
  actionsOf?: (tile: PlacedTile) => ComponentChildren;
}

export function Tiles({ call, layout, actionsOf }: TilesProps) {
  const known = useRef<ReadonlyMap<TileId, Placing>>(new Map());
  const peers = call.nearby.value;
  const placings = placed(layout, known.current, (id) => subjectOf(id, peers) !== undefined);
  known.current = placings;
  return (
    <>
      {[...placings.values()].map((placing) => (
        <SubjectTile key={placing.tile.id} call={call} placing={placing}>
          {placing.isHidden ? null : actionsOf?.(placing.tile)}
        </SubjectTile>
      ))}
    </>
  );
}

/** Those from before keep their order; those that come are last. */
function placed(
  { tiles, ahead }: Layout,
  before: ReadonlyMap<TileId, Placing>,
  exists: (id: TileId) => boolean,
): ReadonlyMap<TileId, Placing> {
  const shown = new Map(tiles.map((tile) => [tile.id, tile]));
  const next = new Map(ahead.map((tile) => [tile.id, tile]));
  const idle = [...before.keys()].filter((id) => !shown.has(id) && !next.has(id) && exists(id));
  const kept = new Set(idle.slice(-KEPT_MAX));
  const result = new Map<TileId, Placing>();
  for (const id of [...before.keys(), ...shown.keys(), ...next.keys()]) {
    if (result.has(id)) continue;
    const tile = shown.get(id) ?? next.get(id) ?? (kept.has(id) ? before.get(id)?.tile : undefined);
    if (!tile) continue;
    const isHidden = !shown.has(id);
    const isFresh = before.get(id)?.isHidden ?? true;
    result.set(id, { tile, isHidden, isFresh });
  }
  return result;
}
