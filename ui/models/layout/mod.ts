/** Where tiles of a call are, who is followed, and how a shared screen is looked at. All of it pure. */
export { GAP_PX, layout } from "./layout.ts";
export { type Direction, neighbourOf } from "./neighbour.ts";
export type { Rect, Size } from "./rect.ts";
export { type Following, followSpeaker, nextLookAt, NOBODY, withoutGone } from "./speaker.ts";
export {
  camTile,
  type Corner,
  CORNERS,
  isScreen,
  type Layout,
  LAYOUT_MODES,
  type LayoutMode,
  type LayoutPerson,
  type LayoutShare,
  type LayoutState,
  type PlacedTile,
  screenTile,
  type TileId,
} from "./state.ts";
export { PAN_STEP_PX, panned, WHOLE, type Zoom, ZOOM_STEP, zoomed } from "./zoom.ts";
