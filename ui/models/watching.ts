/** Whether anybody can see this page: while nobody does, pictures need not come. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** Who looks into another tab for a moment finds the pictures running. */
export const UNWATCHED_AFTER_MS = 3_000;

export interface Watching {
  readonly isWatched: ReadonlySignal<boolean>;
  dispose(): void;
}

/** `isAfloat`: whether a small window shows the call over others. */
export function createWatching(isAfloat: () => boolean = hasFloatingWindow): Watching {
  const isWatched = signal(true);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    clearTimeout(timer);
    if (!document.hidden) isWatched.value = true;
    else timer = setTimeout(() => isWatched.value = isAfloat(), UNWATCHED_AFTER_MS);
  }

  document.addEventListener("visibilitychange", look);
  look();
  return {
    isWatched,
    dispose() {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    },
  };
}

/** Document Picture-in-Picture, which not every browser has. */
interface FloatingWindows {
  readonly documentPictureInPicture?: { readonly window: Window | null };
}

function hasFloatingWindow(): boolean {
  const { documentPictureInPicture } = globalThis as FloatingWindows;
  return document.pictureInPictureElement !== null || Boolean(documentPictureInPicture?.window);
}
