/** One's own picture is dragged to another corner; it stays in the one it is nearest to. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Stage } from "../../models/stage.ts";

/** Less is a click. */
const DRAG_PX = 6;

export function useCornerDrag(ref: RefObject<HTMLElement | null>, stage: Stage): void {
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let drag: { tile: HTMLElement; pointerId: number; x: number; y: number } | null = null;
    const down = (event: PointerEvent) => {
      const { target, pointerId, clientX: x, clientY: y } = event;
      const tile = target instanceof Element
        ? target.closest<HTMLElement>("[data-role=corner]")
        : null;
      if (!tile || drag) return;
      drag = { tile, pointerId, x, y };
    };
    const move = (event: PointerEvent) => {
      if (!drag || event.pointerId !== drag.pointerId) return;
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (Math.hypot(dx, dy) < DRAG_PX && !drag.tile.hasAttribute("data-dragged")) return;
      drag.tile.setAttribute("data-dragged", "true");
      drag.tile.style.translate = `${dx}px ${dy}px`;
    };
    const up = (event: PointerEvent) => {
      if (!drag || event.pointerId !== drag.pointerId) return;
      const { tile } = drag;
      drag = null;
      if (tile.hasAttribute("data-dragged") && event.type === "pointerup") {
        stage.setCorner(nearestCorner(tile, element));
      }
      tile.removeAttribute("data-dragged");
      tile.style.translate = "";
    };
    element.addEventListener("pointerdown", down);
    globalThis.addEventListener("pointermove", move);
    globalThis.addEventListener("pointerup", up);
    globalThis.addEventListener("pointercancel", up);
    return () => {
      element.removeEventListener("pointerdown", down);
      globalThis.removeEventListener("pointermove", move);
      globalThis.removeEventListener("pointerup", up);
      globalThis.removeEventListener("pointercancel", up);
    };
  }, [stage]);
}

function nearestCorner(tile: HTMLElement, within: HTMLElement) {
  const large = within.querySelector("[data-role=stage]") ?? within;
  const [a, b] = [tile.getBoundingClientRect(), large.getBoundingClientRect()];
  const isLeft = a.left + a.width / 2 < b.left + b.width / 2;
  const isTop = a.top + a.height / 2 < b.top + b.height / 2;
  return `${isTop ? "top" : "bottom"}-${isLeft ? "left" : "right"}` as const;
}
