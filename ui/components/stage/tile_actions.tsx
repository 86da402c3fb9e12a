/** What one may do with a tile: pin it, put it into the spotlight, look at a part of it. */
import { announce } from "../../models/announcer.ts";
import type { Call } from "../../models/call.ts";
import {
  isScreen,
  type PlacedTile,
  type TileId,
  WHOLE,
  ZOOM_STEP,
  zoomed,
} from "../../models/layout/mod.ts";
import { actsFor } from "../../models/person_acts.ts";
import { subjectOf } from "../../models/stage.ts";
import { t } from "../../strings/mod.ts";
import {
  FullScreenIcon,
  MoreIcon,
  PeopleIcon,
  PinIcon,
  SpotlightIcon,
  ZoomInIcon,
  ZoomOutIcon,
} from "../icons.tsx";
import { Menu, type MenuItem } from "../menu.tsx";
import { isFullScreenOffered, toggleFullScreen } from "./full_screen.ts";

/** Smaller tiles have the menu alone. */
const ROOMY_PX = 180;

export function TileActions({ call, tile }: { call: Call; tile: PlacedTile }) {
  const { id, role, width } = tile;
  const name = nameOf(call, id);
  if (role === "corner") return null;
  const isPinned = call.stage.pinned.value === id;
  const pin = isPinned ? t.layout.unpin : t.layout.pin;
  return (
    <div class="tile-actions">
      {isScreen(id) && role === "stage" && <ZoomButtons call={call} tile={tile} />}
      {width >= ROOMY_PX && (
        <button
          type="button"
          class="tile-button"
          aria-label={pin}
          title={pin}
          aria-pressed={isPinned}
          onClick={() => togglePin(call, id)}
        >
          <PinIcon off={isPinned} />
        </button>
      )}
      <Menu
        label={t.layout.menuOf(name)}
        items={itemsOf(call, id)}
        class="tile-button"
        testId="tile-menu"
      >
        <MoreIcon />
      </Menu>
    </div>
  );
}

export function togglePin(call: Call, id: TileId): void {
  const said = call.stage.togglePin(id) ? t.layout.said.pinned : t.layout.said.unpinned;
  announce(said(nameOf(call, id)));
}

function nameOf(call: Call, id: TileId): string {
  const name = subjectOf(id, call.nearby.value)?.peer.name ?? "";
  return isScreen(id) ? t.call.screenOf(name) : name;
}

function itemsOf(call: Call, id: TileId): MenuItem[] {
  const isPinned = call.stage.pinned.value === id;
  const isSelf = subjectOf(id, call.nearby.value)?.peer.id === call.selfId;
  return [
    {
      key: "pin",
      label: isPinned ? t.layout.unpin : t.layout.pin,
      icon: <PinIcon off={isPinned} />,
      run: () => togglePin(call, id),
    },
    ...spotlightItem(call, id),
    ...isSelf
      ? [{
        key: "hide",
        label: t.layout.hideSelf,
        icon: <PeopleIcon />,
        run: call.stage.toggleSelf,
      }]
      : [],
    ...isFullScreenOffered()
      ? [{
        key: "full",
        label: t.layout.fullScreen,
        icon: <FullScreenIcon />,
        run: () => {
          if (call.stage.pinned.peek() !== id) togglePin(call, id);
          toggleFullScreen();
        },
      }]
      : [],
  ];
}

/** For those who lead: as the list of people has it. */
function spotlightItem(call: Call, id: TileId): MenuItem[] {
  const self = call.self.value;
  const peer = subjectOf(id, call.nearby.value)?.peer;
  if (!self || !peer || isScreen(id)) return [];
  const acts = actsFor({ self, peer, meeting: call.meeting.value }).flat();
  return acts.flatMap((act): MenuItem[] =>
    act.what === "spotlight" || act.what === "unspotlight"
      ? [{
        key: act.what,
        label: t.layout[act.what],
        icon: <SpotlightIcon />,
        run: () => void call.command(act.command),
      }]
      : []
  );
}

function ZoomButtons({ call: { stage }, tile }: { call: Call; tile: PlacedTile }) {
  const zoom = stage.zoomOf(tile.id);
  const by = (factor: number) => () =>
    stage.setZoom(tile.id, zoomed(stage.zoomOf(tile.id), factor, { x: 0, y: 0 }, tile));
  return (
    <>
      {zoom.scale > 1 && (
        <button
          type="button"
          class="tile-button tile-zoom"
          title={t.layout.zoomReset}
          aria-label={t.layout.zoomReset}
          onClick={() => stage.setZoom(tile.id, WHOLE)}
        >
          {t.layout.zoomedTo(Math.round(zoom.scale * 100))}
        </button>
      )}
      <button
        type="button"
        class="tile-button"
        aria-label={t.layout.zoomOut}
        title={t.layout.zoomOut}
        aria-disabled={zoom.scale === 1}
        onClick={by(1 / ZOOM_STEP)}
      >
        <ZoomOutIcon />
      </button>
      <button
        type="button"
        class="tile-button"
        aria-label={t.layout.zoomIn}
        title={t.layout.zoomIn}
        onClick={by(ZOOM_STEP)}
      >
        <ZoomInIcon />
      </button>
    </>
  );
}
