/** What is large, and how the rest of the window is shared out. Pure. */
import { clamp, type Rect, rounded, splitBelow, splitRight } from "./rect.ts";
import {
  camTile,
  type Corner,
  isScreen,
  type LayoutState,
  screenTile,
  type TileId,
} from "./state.ts";

/** Wider than this for its height: the line of others is beside, not below. */
const BESIDE_ASPECT = 1.25;
const STRIP = { share: 0.2, widthMin: 140, widthMax: 300, heightMin: 84, heightMax: 190 } as const;
/** What is left of the longer side for those beside the large one. */
const SIDE_SHARE = { beside: 0.38, below: 0.45 } as const;
const CORNER = { share: 0.22, widthMin: 88, widthMax: 240, inset: 12 } as const;
/** Where there is less, one's own picture would hide what one looks at. */
const CORNER_ROOM = { width: 200, height: 150 } as const;

/** What is shown large; empty: everybody alike. `others`: those to choose from, in order. */
export function stagedOf(state: LayoutState, others: readonly TileId[]): TileId[] {
  const { mode, pinned, selfId, spotlight, shares, speaker, recent, people, hidesSelf } = state;
  const here = new Set(people.map(({ id }) => camTile(id)));
  const isHere = (id: TileId) =>
    isScreen(id) ? shares.some((share) => screenTile(share.id) === id) : here.has(id);
  if (pinned && isHere(pinned) && !(hidesSelf && pinned === camTile(selfId))) return [pinned];
  const lit = spotlight.map(camTile).filter((id) =>
    here.has(id) && !(hidesSelf && id === camTile(selfId))
  );
  const newest = shares.at(-1);
  if (mode !== "gallery" && newest) return [screenTile(newest.id)];
  if (lit.length > 0) return lit;
  if (mode === "gallery" || (mode === "auto" && !isDuo(state))) return [];
  const spoke = [...speaker ? [speaker] : [], ...recent].map(camTile);
  const chosen = spoke.find((id) => others.includes(id)) ?? others.find((id) => here.has(id));
  return chosen ? [chosen] : [];
}

/** Two people and nothing else to see are face to face. */
export function isDuo({ mode, people, shares }: LayoutState): boolean {
  return mode === "auto" && people.length === 2 && shares.length === 0;
}

export interface Areas {
  readonly stage: Rect;
  readonly rest: Rect;
  /** `null`: as large as fits; otherwise one line of others, beside the stage or below it. */
  readonly line: "column" | "row" | null;
}

export function areasOf(mode: LayoutState["mode"], area: Rect, gap: number): Areas {
  const { width, height } = area;
  const isBeside = width > height * BESIDE_ASPECT;
  if (mode === "side" || mode === "gallery") {
    const [stage, rest] = isBeside
      ? splitRight(area, width * SIDE_SHARE.beside, gap)
      : splitBelow(area, height * SIDE_SHARE.below, gap);
    return { stage, rest, line: null };
  }
  if (isBeside) {
    const wide = clamp(STRIP.widthMin, width * STRIP.share, STRIP.widthMax);
    const [stage, rest] = splitRight(area, wide, gap);
    return { stage, rest, line: "column" };
  }
  const high = clamp(STRIP.heightMin, height * STRIP.share, STRIP.heightMax);
  const [stage, rest] = splitBelow(area, high, gap);
  return { stage, rest, line: "row" };
}

/** One's own picture in a corner of another's; null: there is no room. */
export function cornerOf(on: Rect, corner: Corner): Rect | null {
  if (on.width < CORNER_ROOM.width || on.height < CORNER_ROOM.height) return null;
  const isUpright = on.height > on.width;
  const width = clamp(CORNER.widthMin, on.width * CORNER.share, CORNER.widthMax);
  const height = isUpright ? width * 4 / 3 : width * 9 / 16;
  const right = on.x + on.width - CORNER.inset - width;
  const bottom = on.y + on.height - CORNER.inset - height;
  return rounded({
    x: corner.endsWith("left") ? on.x + CORNER.inset : right,
    y: corner.startsWith("top") ? on.y + CORNER.inset : bottom,
    width,
    height,
  });
}
