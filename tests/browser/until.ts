/** What pages come to. */
import { until as untilWithin } from "../harness/until.ts";

/**
 * Many times what anything takes on a machine that has nothing else to do. Here a browser, its pages'
 * cameras and every server share two processors with other tests: only what never comes is waited for
 * so long.
 */
export const PAGE_LIMIT_MS = 30_000;

/** As the harness's own, with the patience that browsers need. */
export function until<T>(
  state: string,
  observe: () => T | Promise<T>,
  reached: (value: T) => boolean = Boolean,
  limitMs = PAGE_LIMIT_MS,
): Promise<T> {
  return untilWithin(state, observe, reached, limitMs);
}
