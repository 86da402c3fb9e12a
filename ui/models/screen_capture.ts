/** Asking the browser for a screen, a window or a tab. */
import { SHARE_FRAMERATE, type ShareStyle } from "../link/share_style.ts";

/** Why nothing is shared. */
export type ShareProblem =
  | "blocked" // The operating system lets the browser record no screen.
  | "failed";

/** Options of Screen Capture that TypeScript's list lacks. */
interface CaptureOptions extends DisplayMediaStreamOptions {
  /** Offer the sound of the whole system, where that goes. */
  systemAudio: "include" | "exclude";
  /** Offer to change to another tab without sharing anew. */
  surfaceSwitching: "include" | "exclude";
  /** This very tab would be a hall of mirrors. */
  selfBrowserSurface: "include" | "exclude";
  monitorTypeSurfaces: "include" | "exclude";
}

export function captureOptions(style: ShareStyle): CaptureOptions {
  return {
    // No size: what is on the screen is taken pixel by pixel.
    video: { frameRate: frameRate(style) },
    // Made for voices, all three spoil music and films.
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    systemAudio: "include",
    surfaceSwitching: "include",
    selfBrowserSurface: "exclude",
    monitorTypeSurfaces: "include",
  };
}

export const frameRate = (style: ShareStyle) => ({ ideal: SHARE_FRAMERATE[style], max: 30 });

/** What `getDisplayMedia` rejected with means; `null`: the person chose nothing. */
export function shareProblem({ name, message }: { name?: string; message?: string }) {
  if (name === "NotAllowedError") {
    return /system/i.test(message ?? "") ? "blocked" satisfies ShareProblem : null;
  }
  return name === "AbortError" ? null : "failed" satisfies ShareProblem;
}
