/** What a layout is made from, and what it is. */
import type { PeerId, ProducerId } from "../../../protocol/mod.ts";
import type { Rect } from "./rect.ts";

/**
 * `auto`: shared screens first, two people face to face, otherwise everybody; `gallery`: everybody
 * alike; `speaker`: one large, the others in a line; `side`: one large, the others as large as fits
 * beside it. What is pinned or spotlighted is large in each of them.
 */
export const LAYOUT_MODES = ["auto", "gallery", "speaker", "side"] as const;
export type LayoutMode = (typeof LAYOUT_MODES)[number];

/** Where one's own picture floats. */
export const CORNERS = ["top-left", "top-right", "bottom-left", "bottom-right"] as const;
export type Corner = (typeof CORNERS)[number];

/** One person's camera, or one shared screen. */
export type TileId = `cam:${PeerId}` | `screen:${ProducerId}`;
export const camTile = (id: PeerId): TileId => `cam:${id}`;
export const screenTile = (id: ProducerId): TileId => `screen:${id}`;
export const isScreen = (id: TileId): boolean => id.startsWith("screen:");

export interface LayoutPerson {
  readonly id: PeerId;
  readonly hasVideo: boolean;
  readonly handRaisedAt?: number | undefined;
}

export interface LayoutShare {
  readonly id: ProducerId;
  readonly peerId: PeerId;
}

export interface LayoutState {
  readonly mode: LayoutMode;
  readonly selfId: PeerId;
  /** In the order of coming, oneself among them. */
  readonly people: readonly LayoutPerson[];
  /** Those of others, the newest last. */
  readonly shares: readonly LayoutShare[];
  /** What this person wants to see large. */
  readonly pinned: TileId | null;
  /** Whom everybody is to see large. */
  readonly spotlight: readonly PeerId[];
  /** Who speaks, as {@linkcode followSpeaker} has it; never oneself. */
  readonly speaker: PeerId | null;
  /** Who spoke, the latest first. */
  readonly recent: readonly PeerId[];
  /** From 0; past the end means the last. */
  readonly page: number;
  readonly corner: Corner;
  readonly hidesSelf: boolean;
  readonly hidesWithoutVideo: boolean;
  /** The order that the layout before had, so that nobody moves without need. */
  readonly held: readonly TileId[];
}

/** `corner` floats above the stage; the others never overlap. */
export type TileRole = "stage" | "grid" | "strip" | "corner";

export interface PlacedTile extends Rect {
  readonly id: TileId;
  readonly role: TileRole;
}

export interface Layout {
  /** What is on the screen. */
  readonly tiles: readonly PlacedTile[];
  /** What is on the pages before and after, where it will be: to be held ready, unseen. */
  readonly ahead: readonly PlacedTile[];
  readonly page: number;
  readonly pages: number;
  /** Room for the pages' buttons; null: there is one page. */
  readonly pager: Rect | null;
  /** Hand it to the next layout as `held`. */
  readonly order: readonly TileId[];
  /** People hidden because they have no video. */
  readonly hidden: number;
}
