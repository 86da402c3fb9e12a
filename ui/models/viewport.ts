/** How much room the window has. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** The panel covers the stage, and the call bar holds the most needed alone. */
export const isCompact = watch("(max-width: 1000px)");
/** A phone held upright. */
export const isTiny = watch("(max-width: 560px)");

function watch(query: string): ReadonlySignal<boolean> {
  const list = globalThis.matchMedia?.(query);
  const matches = signal(list?.matches ?? false);
  list?.addEventListener("change", () => matches.value = list.matches);
  return matches;
}
