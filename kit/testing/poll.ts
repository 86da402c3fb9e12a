const POLL_EVERY_MS = 10;
/**
 * For states that come by themselves, where no time is promised: only a failure waits so long, and a
 * machine that many share stands still for seconds.
 */
export const STATE_LIMIT_MS = 20_000;

/**
 * Waits until `reached` says true. Rejects after `timeoutMs` with the name of what was awaited and
 * what `detail` knows about why. For states that nobody announces; prefer an event where one exists.
 */
export async function poll(
  what: string,
  timeoutMs: number,
  reached: () => boolean | Promise<boolean>,
  detail: () => unknown = () => undefined,
): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await reached())) {
    if (performance.now() > endsAt) {
      const known = detail();
      const text = known === undefined ? "" : `: current state is ${JSON.stringify(known)}`;
      throw new Error(`Cannot see that ${what} within ${timeoutMs} ms${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
  }
}
