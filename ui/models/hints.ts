/** What people are told of the state of their connections, and when. */
import type { ReadonlySignal } from "@preact/signals";
import type { LinkStatus } from "../link/link_event.ts";
import { createLasting } from "./lasting.ts";

/** What is over sooner needs no words. */
export const HINT_AFTER_MS = 600;
/** Losses that follow each other within this are told of as one, to those who listen. */
export const FLAP_MS = 3_000;

export type Hints = ReturnType<typeof createHints>;

export function createHints(
  status: ReadonlySignal<LinkStatus>,
  isMediaHealthy: ReadonlySignal<boolean>,
) {
  const isReconnecting = () => status.value === "reconnecting";
  const isMediaLost = () => !isMediaHealthy.value;
  const reconnecting = createLasting(isReconnecting, HINT_AFTER_MS);
  const mediaLost = createLasting(isMediaLost, HINT_AFTER_MS);
  const told = createLasting(() => isReconnecting() || isMediaLost(), HINT_AFTER_MS, FLAP_MS);

  return {
    /** The room is out of reach. */
    reconnecting: reconnecting.value,
    /** Nothing is seen or heard of the others. */
    mediaLost: mediaLost.value,
    /** Either of them; true over short recoveries, for announcements. */
    told: told.value,
    dispose() {
      for (const lasting of [reconnecting, mediaLost, told]) lasting.dispose();
    },
  };
}
