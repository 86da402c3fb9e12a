/** How much room the window has. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** The panel lies over the stage, and the call bar holds the most needed alone. */
export const isCompact = watch("(max-width: 1100px)");
/** The call bar has room for everything. */
export const isSpacious = watch("(min-width: 1200px)");
/** A phone held upright: an open panel is all there is. */
export const isTiny = watch("(max-width: 600px)");

/** Fingers, not a mouse: most likely a phone or tablet. */
export const isTouch = watch("(pointer: coarse)");

function watch(query: string): ReadonlySignal<boolean> {
  const list = globalThis.matchMedia?.(query);
  const matches = signal(list?.matches ?? false);
  list?.addEventListener("change", () => matches.value = list.matches);
  return matches;
}
