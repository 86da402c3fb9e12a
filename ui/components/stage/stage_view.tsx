/** Everybody's tiles on the page, with pages, pins, zoom, and one's own picture in its corner. */
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Call } from "../../models/call.ts";
import { isScreen, type Layout, type Size } from "../../models/layout/mod.ts";
import { t } from "../../strings/mod.ts";
import { useSize } from "../hooks.ts";
import { Pager } from "./pager.tsx";
import { pressOnTile } from "./stage_keys.ts";
import { TileActions, togglePin } from "./tile_actions.tsx";
import { Tiles } from "./tiles.tsx";
import { useCornerDrag } from "./use_corner_drag.ts";
import { useSwipe } from "./use_swipe.ts";
import { useZoom } from "./use_zoom.ts";

export function StageView({ call }: { call: Call }) {
  const { stage } = call;
  const { ref, size } = useSize<HTMLDivElement>();
  useSignalEffect(() => {
    stage.size.value = size.value;
  });
  useSwipe(ref, (by) => stage.turnPage(by));
  useCornerDrag(ref, stage);
  useZoom(ref, stage);
  const layout = stage.layout.value;
  const isResized = useChanged(stage.size.value);
  return (
    <section
      class="gallery"
      aria-label={t.call.gallery}
      data-testid="gallery"
      data-mode={stage.mode.value}
      data-staged={layout.tiles.some(({ role }) => role === "stage")}
      data-still={isResized}
    >
      <div
        ref={ref}
        class="tiles"
        onKeyDown={(event) => pressOnTile(call, event)}
        onDblClick={(event) => {
          const id = tileAt(event, layout);
          if (id && !isScreen(id)) togglePin(call, id);
        }}
      >
        <Tiles
          call={call}
          layout={layout}
          actionsOf={(tile) => <TileActions call={call} tile={tile} />}
        />
        <Pager stage={stage} layout={layout} />
      </div>
      <Absent call={call} layout={layout} />
    </section>
  );
}

/** Says why there is nobody to see. */
function Absent({ call, layout }: { call: Call; layout: Layout }) {
  if (layout.tiles.length > 0 || call.peers.value.length < 2) return null;
  return (
    <div class="absent">
      <p>{layout.hidden > 0 ? t.layout.hidden(layout.hidden) : t.layout.selfHidden}</p>
      <button
        type="button"
        class="button"
        onClick={layout.hidden > 0 ? call.stage.toggleWithoutVideo : call.stage.toggleSelf}
      >
        {t.layout.showHidden}
      </button>
    </div>
  );
}

function tileAt({ target }: Event, { tiles }: Layout) {
  if (!(target instanceof Element) || target.closest("button, [popover]")) return undefined;
  const id = target.closest<HTMLElement>("[data-tile]")?.dataset["tile"];
  return tiles.find((tile) => tile.id === id)?.id;
}

/** Whether this is another size than the last time it was drawn: then nothing glides. */
function useChanged({ width, height }: Size): boolean {
  const before = useRef({ width, height });
  const isChanged = before.current.width !== width || before.current.height !== height;
  before.current = { width, height };
  return isChanged;
}
