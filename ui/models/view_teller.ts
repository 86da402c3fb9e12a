/** Tells the room what this client shows: soon after it changed, and now and then anyway. */
import { untracked } from "@preact/signals";

/** Changes of tiles are gathered for so long before the view is stated. */
export const VIEW_DEBOUNCE_MS = 80;
/** The view is stated this often even when nothing changed, in case a message was lost. */
export const VIEW_RESTATE_MS = 10_000;

export interface ViewTeller {
  /** States it within `delayMs`, unless it is to be stated sooner anyway; 0: before it returns. */
  schedule(delayMs: number): void;
  /** States it now. */
  state(): void;
  dispose(): void;
}

/** `tell` may fail: what was not heard is stated again. */
export function createViewTeller(tell: () => Promise<unknown>): ViewTeller {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = Infinity;

  function schedule(delayMs: number): void {
    const wantedAt = performance.now() + delayMs;
    if (wantedAt >= dueAt) return;
    // In the turn of the key press: the page is drawn anew before any timer runs.
    if (delayMs <= 0) return untracked(state);
    clearTimeout(timer);
    dueAt = wantedAt;
    timer = setTimeout(state, delayMs);
  }

  /** Also while no node carries the room: who is not heard of loses the seat. */
  function state(): void {
    dueAt = Infinity;
    schedule(VIEW_RESTATE_MS);
    tell().catch(() => {});
  }

  return {
    schedule,
    state,
    dispose() {
      clearTimeout(timer);
      dueAt = -Infinity; // Nothing is stated any more.
    },
  };
}
