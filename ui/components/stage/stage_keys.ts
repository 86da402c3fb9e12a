/** What keys do with tiles: on the one in focus, and anywhere in the call. */
import { announce } from "../../models/announcer.ts";
import type { Call } from "../../models/call.ts";
import {
  type Corner,
  type Direction,
  isScreen,
  neighbourOf,
  PAN_STEP_PX,
  panned,
  type PlacedTile,
  WHOLE,
  ZOOM_STEP,
  zoomed,
} from "../../models/layout/mod.ts";
import { preferences } from "../../models/preferences.ts";
import { t } from "../../strings/mod.ts";
import type { Shortcuts } from "../shortcuts.ts";
import { isFullScreenOffered, toggleFullScreen } from "./full_screen.ts";
import { togglePin } from "./tile_actions.tsx";

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** `togglePicture`: opens or closes the picture in picture. */
export function stageShortcuts(call: Call, togglePicture: () => void): Shortcuts {
  const { stage } = call;
  const zoom = (factor: number) => () => {
    const screen = stage.layout.peek().tiles.find(({ id, role }) =>
      role === "stage" && isScreen(id)
    );
    if (!screen) return;
    const next = factor === 0
      ? WHOLE
      : zoomed(stage.zoomOf(screen.id), factor, { x: 0, y: 0 }, screen);
    stage.setZoom(screen.id, next);
  };
  return {
    v: () => announce(t.layout.said.mode(t.layout.mode[stage.nextMode()])),
    pageup: () => void stage.turnPage(-1),
    pagedown: () => void stage.turnPage(1),
    "+": zoom(ZOOM_STEP),
    "-": zoom(1 / ZOOM_STEP),
    "0": zoom(0),
    f: () => {
      if (isFullScreenOffered()) toggleFullScreen();
    },
    i: togglePicture,
  };
}

/** A key on a tile in focus. */
export function pressOnTile(call: Call, event: KeyboardEvent): void {
  if (!(event.target instanceof HTMLElement) || !event.target.matches("[data-tile]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const { tiles } = call.stage.layout.peek();
  const { target } = event;
  const tile = tiles.find(({ id }) => id === target.dataset["tile"]);
  if (!tile) return;
  const direction = DIRECTIONS[event.key];
  if (direction) {
    event.preventDefault();
    return arrow(call, tile, direction, target);
  }
  if (event.key === "Enter") {
    event.preventDefault();
    togglePin(call, tile.id);
  }
}

function arrow(call: Call, tile: PlacedTile, direction: Direction, element: HTMLElement): void {
  const { stage } = call;
  if (tile.role === "corner") {
    const corner = beside(preferences.peek().selfCorner, direction);
    if (corner !== preferences.peek().selfCorner) {
      stage.setCorner(corner);
      return announce(t.layout.said.corner);
    }
  }
  const zoom = stage.zoomOf(tile.id);
  if (zoom.scale > 1) {
    const by = {
      x: direction === "left" ? PAN_STEP_PX : direction === "right" ? -PAN_STEP_PX : 0,
      y: direction === "up" ? PAN_STEP_PX : direction === "down" ? -PAN_STEP_PX : 0,
    };
    return stage.setZoom(tile.id, panned(zoom, by, tile));
  }
  const next = neighbourOf(stage.layout.peek().tiles, tile.id, direction);
  if (next === null) return;
  element.parentElement?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(next)}"]`)?.focus();
}

function beside(corner: Corner, direction: Direction): Corner {
  const isTop = direction === "up" || (direction !== "down" && corner.startsWith("top"));
  const isLeft = direction === "left" || (direction !== "right" && corner.endsWith("left"));
  return `${isTop ? "top" : "bottom"}-${isLeft ? "left" : "right"}`;
}
