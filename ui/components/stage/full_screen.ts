/** The whole page in full screen, so that bars, panels and dialogs stay at hand. */
import { signal } from "@preact/signals";

export const isFullScreen = signal(globalThis.document?.fullscreenElement !== null);
globalThis.document?.addEventListener("fullscreenchange", () => {
  isFullScreen.value = document.fullscreenElement !== null;
});

/** Phones of one maker can't. */
export const isFullScreenOffered = (): boolean => document.fullscreenEnabled;

export function toggleFullScreen(): void {
  const done = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  done.catch((error) => console.warn("Cannot change to full screen:", error));
}
