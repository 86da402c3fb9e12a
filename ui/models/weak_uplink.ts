/** Looks after this person's camera: paused while their network carries the voice alone. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { GOOD_UPLINK, judgeUplink } from "../link/uplink.ts";
import type { UplinkStats } from "../link/uplink_stats.ts";

export const SAMPLE_EVERY_MS = 1_000;

export interface WeakUplinkOptions {
  /** Of the plane in use; undefined: there is none. */
  stats: () => Promise<UplinkStats | undefined>;
  /** Whether a camera is captured that could be sent. */
  hasCamera: () => boolean;
  /** Monotonic ms. */
  now: () => number;
}

export interface WeakUplink {
  /** True: the camera is not to be sent. */
  readonly isHeld: ReadonlySignal<boolean>;
  dispose(): void;
}

export function watchUplink({ stats, hasCamera, now }: WeakUplinkOptions): WeakUplink {
  const isHeld = signal(false);
  let uplink = GOOD_UPLINK;
  let isDisposed = false;
  let timer = later();

  function later() {
    return setTimeout(() => {
      sample().catch((error) => console.warn("Cannot watch the network:", error))
        .finally(() => {
          if (!isDisposed) timer = later();
        });
    }, SAMPLE_EVERY_MS);
  }

  async function sample(): Promise<void> {
    if (!hasCamera()) {
      uplink = GOOD_UPLINK; // Who turns it on has just decided that it be seen.
    } else {
      const { availableBps, lossPercent = 0 } = await stats() ?? {};
      uplink = judgeUplink(uplink, { nowMs: now(), availableBps, lossPercent });
    }
    if (!isDisposed) isHeld.value = uplink.isHeld;
  }

  return {
    isHeld,
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}
