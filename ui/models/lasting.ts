/** States that count only when they last, so that a quick recovery shows nothing. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";

export interface Lasting {
  readonly value: ReadonlySignal<boolean>;
  dispose(): void;
}

/**
 * True once `holds` (reads signals) has been true for `afterMs`, and until it has been false for
 * `untilMs`, so that states that come and go are one.
 */
export function createLasting(holds: () => boolean, afterMs: number, untilMs = 0): Lasting {
  const value = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = effect(() => {
    const next = holds();
    clearTimeout(timer);
    if (next === value.peek()) return;
    timer = setTimeout(() => value.value = next, next ? afterMs : untilMs);
  });

  return {
    value,
    dispose() {
      stop();
      clearTimeout(timer);
    },
  };
}
