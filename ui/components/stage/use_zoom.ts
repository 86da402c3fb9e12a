/** Wheel, pinch, drag and double click look closer at a shared screen on the stage. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { panned, type TileId, WHOLE, zoomed } from "../../models/layout/mod.ts";
import type { Stage } from "../../models/stage.ts";

/** How much a wheel's pixel enlarges, as an exponent. */
const WHEEL_STEP = 0.002;
const DOUBLE_CLICK_FACTOR = 2;

export function useZoom(ref: RefObject<HTMLElement | null>, stage: Stage): void {
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const pointers = new Map<number, { x: number; y: number }>();

    const wheel = (event: WheelEvent) => {
      const screen = screenAt(event, stage);
      if (!screen) return;
      event.preventDefault();
      zoomBy(screen, Math.exp(-event.deltaY * WHEEL_STEP), event);
    };
    const zoomBy = ({ id, rect }: Screen, factor: number, at: Point) => {
      const [x, y] = [
        at.clientX - rect.left - rect.width / 2,
        at.clientY - rect.top - rect.height / 2,
      ];
      stage.setZoom(id, zoomed(stage.zoomOf(id), factor, { x, y }, rect));
    };
    const doubleClick = (event: MouseEvent) => {
      const screen = screenAt(event, stage);
      if (!screen) return;
      if (stage.zoomOf(screen.id).scale > 1) stage.setZoom(screen.id, WHOLE);
      else zoomBy(screen, DOUBLE_CLICK_FACTOR, event);
    };
    const down = (event: PointerEvent) => {
      if (screenAt(event, stage)) {
        pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      }
    };
    const move = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId);
      const screen = before && screenOf(element, stage);
      if (!before || !screen) return;
      const now = { x: event.clientX, y: event.clientY };
      const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      pointers.set(event.pointerId, now);
      const [other] = others;
      if (other) {
        const distance = (to: { x: number; y: number }) =>
          Math.hypot(to.x - other.x, to.y - other.y);
        const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
        zoomBy(screen, distance(now) / Math.max(1, distance(before)), middle);
      } else {
        const by = { x: now.x - before.x, y: now.y - before.y };
        stage.setZoom(screen.id, panned(stage.zoomOf(screen.id), by, screen.rect));
      }
    };
    const up = ({ pointerId }: PointerEvent) => pointers.delete(pointerId);
    element.addEventListener("wheel", wheel, { passive: false });
    element.addEventListener("dblclick", doubleClick);
    element.addEventListener("pointerdown", down);
    globalThis.addEventListener("pointermove", move);
    globalThis.addEventListener("pointerup", up);
    globalThis.addEventListener("pointercancel", up);
    return () => {
      element.removeEventListener("wheel", wheel);
      element.removeEventListener("dblclick", doubleClick);
      element.removeEventListener("pointerdown", down);
      globalThis.removeEventListener("pointermove", move);
      globalThis.removeEventListener("pointerup", up);
      globalThis.removeEventListener("pointercancel", up);
    };
  }, [stage]);
}

type Point = Pick<MouseEvent, "clientX" | "clientY">;

interface Screen {
  readonly id: TileId;
  readonly rect: DOMRect;
}

const STAGED_SCREEN = "[data-source=screen][data-role=stage]";

function screenAt({ target }: Event, stage: Stage): Screen | undefined {
  if (!(target instanceof Element) || target.closest("button, [popover]")) return undefined;
  return screenIn(target.closest<HTMLElement>(STAGED_SCREEN), stage);
}

const screenOf = (element: HTMLElement, stage: Stage) =>
  screenIn(element.querySelector<HTMLElement>(STAGED_SCREEN), stage);

function screenIn(tile: HTMLElement | null, stage: Stage): Screen | undefined {
  const placed = stage.layout.peek().tiles.find(({ id }) => id === tile?.dataset["tile"]);
  return tile && placed ? { id: placed.id, rect: tile.getBoundingClientRect() } : undefined;
}
