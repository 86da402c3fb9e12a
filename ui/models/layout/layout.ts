/** Where every tile of a call is. Pure: the same state and size give the same layout. */
import { ASPECT_MAX, capacityOf, cellsOf, fitGrid } from "./grid.ts";
import { everything, scoresOf, screensFirst, settle } from "./order.ts";
import { type Rect, rounded, type Size, splitBelow } from "./rect.ts";
import { type Areas, areasOf, cornerOf, isDuo, stagedOf } from "./stage.ts";
import {
  camTile,
  isScreen,
  type Layout,
  type LayoutState,
  type PlacedTile,
  type TileId,
  type TileRole,
} from "./state.ts";

export const GAP_PX = 10;
export const PAGER_PX = 44;
/** A window like a picture in picture: room for one. */
const TINY = { width: 340, height: 400, edge: 170 } as const;
/** How wide a tile of a row is for its height, about. */
const ROW_ASPECT = 1.2;

/** `size`: what there is for tiles, in CSS pixels. */
export function layout(state: LayoutState, size: Size): Layout {
  const area: Rect = { x: 0, y: 0, ...size };
  const all = everything(state);
  const isTiny = isTinySize(size);
  const staged = stagedOf(isTiny ? asSpeaker(state) : state, firstOf(state, all));
  const self = state.hidesSelf ? null : camTile(state.selfId);
  const shown = all.filter((id) => !staged.includes(id) && isShown(state, id));
  const hidden = all.filter((id) => !staged.includes(id) && !isShown(state, id)).length;
  const isSelfStaged = self !== null && staged.includes(self);
  const stage = isTiny || staged.length === 0 ? area : areasOf(state.mode, area, GAP_PX).stage;
  const floating = floatingOf(state, { staged, self, isTiny });

  if (isTiny) {
    const [id] = staged;
    const only = id ?? self;
    const tiles = only ? [placed(only, "stage", stage)] : [];
    if (id && floating) tiles.push(...inCorner(state, floating, stage));
    return { tiles, ahead: [], page: 0, pages: 1, pager: null, order: [...state.held], hidden };
  }

  const rest = floating === null ? shown : shown.filter((id) => id !== floating);
  const own = isSelfStaged || floating === self ? null : self;
  const isAlone = rest.length === 0 && own === null;
  const areas: Areas = staged.length === 0
    ? { stage: area, rest: area, line: null }
    : isAlone
    ? { stage: area, rest: area, line: null }
    : areasOf(state.mode, area, GAP_PX);
  const large = stageTiles(staged, areas.stage);
  const role: TileRole = staged.length === 0 ? "grid" : "strip";
  const pages = paged(state, { rest, own, areas, role });
  const corner = floating && large[0] ? inCorner(state, floating, large[0]) : [];
  return { ...pages, tiles: [...large, ...pages.tiles, ...corner], hidden };
}

function isTinySize({ width, height }: Size): boolean {
  return (width <= TINY.width && height <= TINY.height) ||
    Math.min(width, height) < TINY.edge;
}

const asSpeaker = (state: LayoutState): LayoutState => ({ ...state, mode: "speaker" });

/** Those to choose the large one from: with video before those without, then in the order of coming. */
function firstOf({ people }: LayoutState, all: readonly TileId[]): TileId[] {
  const video = new Set(people.filter(({ hasVideo }) => hasVideo).map(({ id }) => camTile(id)));
  return [...all.filter((id) => video.has(id)), ...all.filter((id) => !video.has(id))];
}

/** People without video may be hidden, except where they stand out. */
function isShown({ hidesWithoutVideo, people, speaker }: LayoutState, id: TileId): boolean {
  if (!hidesWithoutVideo || isScreen(id)) return true;
  const person = people.find((person) => camTile(person.id) === id);
  return person === undefined || person.hasVideo || person.id === speaker;
}

interface Who {
  readonly staged: readonly TileId[];
  readonly self: TileId | null;
  readonly isTiny: boolean;
}

/** Who floats above the one large picture of a person: oneself, or the other where one is large. */
function floatingOf(state: LayoutState, { staged, self, isTiny }: Who): TileId | null {
  const [large, another] = staged;
  if (!large || another || isScreen(large)) return null;
  if (!isTiny && state.mode !== "speaker" && !isDuo(state)) return null;
  if (large !== self) return self;
  const others = state.people.filter(({ id }) => id !== state.selfId);
  return isDuo(state) && others[0] ? camTile(others[0].id) : null;
}

function inCorner({ corner }: LayoutState, id: TileId, on: Rect): PlacedTile[] {
  const rect = cornerOf(on, corner);
  return rect ? [placed(id, "corner", rect)] : [];
}

/** A screen fills the stage, since it is seen whole; faces keep their shape. */
function stageTiles(staged: readonly TileId[], area: Rect): PlacedTile[] {
  const [only, another] = staged;
  if (only && !another && isScreen(only)) return [placed(only, "stage", area)];
  const grid = fitGrid(staged.length, { ...area, gap: GAP_PX });
  const cells = cellsOf(grid, staged.length, area, GAP_PX);
  return zip(staged, cells, "stage");
}

interface Rest {
  readonly rest: readonly TileId[];
  /** One's own tile, if it is one of them: always the last of the first page. */
  readonly own: TileId | null;
  readonly areas: Areas;
  readonly role: TileRole;
}

type Pages = Omit<Layout, "hidden">;

function paged(state: LayoutState, { rest, own, areas, role }: Rest): Pages {
  const count = rest.length + (own ? 1 : 0);
  let area = areas.rest;
  let each = perPage(areas, area);
  let pager: Rect | null = null;
  if (count > each) {
    [area, pager] = splitBelow(area, PAGER_PX, 0);
    each = perPage(areas, area);
  }
  const pages = Math.max(1, Math.ceil(count / each));
  const page = Math.max(0, Math.min(state.page, pages - 1));
  const before = own ? 1 : 0;
  const order = settle({
    held: state.held,
    present: rest,
    scores: scoresOf(state),
    first: each - before,
    shown: { from: Math.max(0, page * each - before), to: (page + 1) * each - before },
  });
  const line = [
    ...order.slice(0, each - before),
    ...own ? [own] : [],
    ...order.slice(each - before),
  ];
  const tilesOf = (page: number): PlacedTile[] => {
    const ids = screensFirst(line.slice(page * each, (page + 1) * each));
    return zip(ids, placesOf(areas, area, { count: ids.length, each, isOne: pages === 1 }), role);
  };
  const ahead = [page + 1, page - 1].filter((near) => near >= 0 && near < pages);
  return { tiles: tilesOf(page), ahead: ahead.flatMap(tilesOf), page, pages, pager, order };
}

function perPage({ line }: Areas, area: Rect): number {
  if (line === "column") {
    return Math.max(1, Math.floor((area.height + GAP_PX) / (area.width / ASPECT_MAX + GAP_PX)));
  }
  if (line === "row") return Math.max(1, Math.round(area.width / (area.height * ROW_ASPECT)));
  return capacityOf({ ...area, gap: GAP_PX });
}

/** `each`: places of a full page. Tiles of all pages are of one size. */
function placesOf(
  { line }: Areas,
  area: Rect,
  { count, each, isOne }: { count: number; each: number; isOne: boolean },
): Rect[] {
  const grid = line === "column"
    ? {
      columns: 1,
      rows: count,
      tileWidth: Math.floor(area.width),
      tileHeight: Math.floor(Math.min(area.height, area.width / ASPECT_MAX)),
    }
    : line === "row"
    ? rowOf(area, each)
    : fitGrid(isOne ? count : each, { ...area, gap: GAP_PX });
  return cellsOf(grid, count, area, GAP_PX);
}

function rowOf({ width, height }: Rect, each: number) {
  const cell = (width - GAP_PX * (each - 1)) / each;
  return {
    columns: each,
    rows: 1,
    tileWidth: Math.floor(Math.min(cell, height * ASPECT_MAX)),
    tileHeight: Math.floor(height),
  };
}

function zip(ids: readonly TileId[], rects: readonly Rect[], role: TileRole): PlacedTile[] {
  return ids.flatMap((id, index) => {
    const rect = rects[index];
    return rect ? [placed(id, role, rect)] : [];
  });
}

const placed = (id: TileId, role: TileRole, rect: Rect): PlacedTile => ({
  id,
  role,
  ...rounded(rect),
});
