/** The time left in breakouts: a number while it is short, and a word before it is over. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { BreakoutsView } from "../../../protocol/mod.ts";
import { serverNow } from "../api.ts";
import { countdownStepMs } from "../countdown.ts";
import { remainingMs } from "./rooms.ts";

/** So long before the end people are told. */
export const WARNING_MS = 60_000;

export interface BreakoutClock {
  /** Null: without an end, or not open. */
  readonly leftMs: ReadonlySignal<number | null>;
  dispose(): void;
}

/** `warn` is called once for each end, if it was further away than {@linkcode WARNING_MS} before. */
export function createBreakoutClock(
  breakouts: ReadonlySignal<BreakoutsView | null>,
  warn: () => void,
  now: () => number = serverNow,
): BreakoutClock {
  const leftMs = signal<number | null>(null);
  const endsAt = computed(() => breakouts.value?.endsAt ?? null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let warnsFor: number | null = null;

  function tick(): void {
    clearTimeout(timer);
    const end = endsAt.peek();
    const left = remainingMs(breakouts.peek(), now());
    leftMs.value = left;
    if (left === null || end === null || left === 0) return;
    if (left > WARNING_MS) warnsFor = end;
    else if (warnsFor === end) {
      warnsFor = null;
      warn();
    }
    timer = setTimeout(tick, countdownStepMs(left));
  }

  const stop = effect(() => {
    breakouts.value;
    tick();
  });
  return {
    leftMs,
    dispose() {
      stop();
      clearTimeout(timer);
    },
  };
}
