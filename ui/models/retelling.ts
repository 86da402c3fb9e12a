/** What the room has to know in the end: told again, later and later, for as long as it fails. */
import { backoffMs } from "../link/backoff.ts";
import { isPassing, Refusal } from "../link/errors.ts";
import type { RequestBody } from "../link/socket.ts";

export interface RetellingOptions {
  request(body: RequestBody): Promise<unknown>;
  /** Whether telling it again makes sense; resuming tells everything anyway. */
  canRetry(): boolean;
  /** Tells everything that had no answer. */
  retell(): void;
  random(): number;
}

export function createRetelling({ request, canRetry, retell, random }: RetellingOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Commands in a row that did not arrive. */
  let failures = 0;

  /** Rejects where it did not arrive; then everything is told again later. */
  async function tell(body: RequestBody): Promise<void> {
    try {
      await request(body);
      failures = 0;
    } catch (error) {
      if (isPassing(error)) schedule(error);
      throw error;
    }
  }

  function schedule(error: unknown): void {
    if (timer !== undefined || !canRetry()) return;
    const retryAfterMs = error instanceof Refusal ? error.retryAfterMs : undefined;
    timer = setTimeout(() => {
      timer = undefined;
      retell();
    }, backoffMs(failures++, random(), retryAfterMs));
  }

  return { tell, dispose: () => clearTimeout(timer) };
}
