import { type Clock, type Logger, sleep } from "../../kit/mod.ts";

/** The longest pause while something is away. */
const RETRY_MAX_MS = 5_000;

export interface RoundsOptions {
  /** What is not done while rounds fail, for the log. */
  readonly what: string;
  /** Between rounds that found nothing. */
  readonly everyMs: number;
  /** One round; resolves to whether there was something to do, and so perhaps more. */
  readonly round: (signal: AbortSignal) => Promise<boolean>;
  /** Something was away, or went wrong; the next round comes later. */
  readonly failed?: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: () => number;
}

/** Goes round until it is disposed of, whatever a round meets with. Several processes may do the same. */
export class Rounds implements AsyncDisposable {
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;

  constructor(options: RoundsOptions) {
    this.#running = this.#run(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #run(options: RoundsOptions): Promise<void> {
    const { what, everyMs, round, failed, clock, logger, random = Math.random } = options;
    const { signal } = this.#ended;
    let retryMs = everyMs;
    while (!signal.aborted) {
      try {
        const more = await round(signal);
        retryMs = everyMs;
        if (more) continue;
      } catch (error) {
        if (signal.aborted) return;
        failed?.();
        logger.warn({ err: error }, `${what} for now`);
        retryMs = Math.min(retryMs * 2, Math.max(everyMs, RETRY_MAX_MS));
      }
      await sleep(clock, retryMs * (0.5 + random() / 2), signal);
    }
  }
}
