import { RETRY_MAX_MS, RETRY_MIN_MS } from "./limits.ts";

/** How a turn at a job ended. */
export type JobVerdict =
  /** It is over: what there is to say of it has been written down. */
  | { readonly type: "over" }
  /** What it needs is not there yet; that counts as no attempt. */
  | { readonly type: "later"; readonly reason: string; readonly afterMs: number };

/** How long a job rests that has failed so often. */
export function retryDelayMs(failures: number): number {
  return Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.max(0, failures - 1));
}
