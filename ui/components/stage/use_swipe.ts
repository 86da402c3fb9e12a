/** A finger that goes sideways turns the page. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

const DISTANCE_PX = 60;
const LIMIT_MS = 700;
/** So much more sideways than up or down. */
const STRAIGHTNESS = 1.8;

export function useSwipe(ref: RefObject<HTMLElement | null>, turn: (by: -1 | 1) => void): void {
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let start: { x: number; y: number; at: number } | null = null;
    let fingers = 0;
    const down = (event: PointerEvent) => {
      if (event.pointerType === "mouse") return;
      fingers++;
      const { clientX: x, clientY: y, timeStamp: at } = event;
      // A zoomed screen and one's own picture are moved by the same finger.
      start = fingers > 1 || isTaken(event.target) ? null : { x, y, at };
    };
    const up = (event: PointerEvent) => {
      if (event.pointerType === "mouse") return;
      fingers = Math.max(0, fingers - 1);
      if (!start || event.type === "pointercancel") return;
      const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
      const isQuick = event.timeStamp - start.at < LIMIT_MS;
      start = null;
      if (!isQuick || Math.abs(dx) < DISTANCE_PX || Math.abs(dx) < STRAIGHTNESS * Math.abs(dy)) {
        return;
      }
      turn(dx < 0 ? 1 : -1);
    };
    element.addEventListener("pointerdown", down);
    globalThis.addEventListener("pointerup", up);
    globalThis.addEventListener("pointercancel", up);
    return () => {
      element.removeEventListener("pointerdown", down);
      globalThis.removeEventListener("pointerup", up);
      globalThis.removeEventListener("pointercancel", up);
    };
  }, []);
}

const isTaken = (target: EventTarget | null) =>
  target instanceof Element && target.closest("[data-zoomed=true], [data-role=corner]") !== null;
