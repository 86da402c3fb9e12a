import { type Bus, type Clock, type Logger, Metrics, sleep } from "../../kit/mod.ts";
import { QUALITY_QUEUE, QualityEvent, wildcards } from "../../protocol/mod.ts";
import { type Quality, StoreUnavailableError } from "../store/mod.ts";

/** Characters of reports that wait for the database; beyond it the oldest are dropped. */
export const WAITING_CHARACTERS_MAX = 8 * 1024 * 1024;
/** Reports in one statement. */
const BATCH_MAX = 200;
/** Reports that come together are kept together. */
const GATHER_MS = 500;
/** Pauses while the database is away. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 5_000;
/** How often what is too old is looked for, and how much goes in one statement. */
const FORGET_EVERY_MS = 60 * 60 * 1_000;
const FORGET_ROWS = 5_000;
/** Statements in a row; the rest waits for the next time. */
const FORGET_ROUNDS_MAX = 200;

export interface QualitySinkOptions {
  bus: Bus;
  quality: Pick<Quality, "keep" | "forget">;
  /** Reports are kept for so long. */
  keptMs: number;
  metrics?: Metrics;
  clock: Clock;
  logger: Logger;
}

/**
 * Brings clients' reports into Postgres. Nobody waits for it, and it never holds more than its bound:
 * while the database is away the newest reports wait for it, and the others are counted.
 */
export class QualitySink implements AsyncDisposable {
  readonly #options: QualitySinkOptions;
  readonly #subscription;
  readonly #ended = new AbortController();
  readonly #running: Promise<unknown>;
  readonly #kept;
  readonly #dropped;
  /** JSON texts, oldest first. */
  #waiting: string[] = [];
  #characters = 0;
  #arrived = Promise.withResolvers<void>();

  constructor(options: QualitySinkOptions) {
    const { bus, metrics = new Metrics() } = options;
    this.#options = options;
    this.#kept = metrics.counter("parley_quality_kept_total", "Reports kept in Postgres.");
    this.#dropped = metrics.counter(
      "parley_quality_lost_total",
      "Reports that were not kept, by reason.",
    );
    metrics.gauge("parley_quality_waiting", "Reports to be kept.", () => this.#waiting.length);
    this.#subscription = bus.subscribe(
      wildcards.quality,
      { queue: QUALITY_QUEUE },
      ({ body }) => this.#take(body),
    );
    this.#running = Promise.all([this.#keep(), this.#forget()]);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** What still waits is tried once more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
    this.#ended.abort();
    this.#arrived.resolve();
    await this.#running;
  }

  #take(body: unknown): void {
    const event = QualityEvent.safeParse(body);
    if (!event.success) return this.#dropped.add(1, { why: "unreadable" });
    const text = JSON.stringify(event.data);
    this.#waiting.push(text);
    this.#characters += text.length;
    while (this.#characters > WAITING_CHARACTERS_MAX) {
      this.#characters -= this.#waiting.shift()?.length ?? 0;
      this.#dropped.add(1, { why: "full" });
    }
    this.#arrived.resolve();
  }

  async #keep(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#ended;
    let retryMs = RETRY_MIN_MS;
    while (!signal.aborted) {
      await this.#arrived.promise;
      await sleep(clock, GATHER_MS, signal);
      const isKept = await this.#keepSome();
      if (signal.aborted) break;
      if (isKept) retryMs = RETRY_MIN_MS;
      else {
        await sleep(clock, retryMs, signal);
        retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
      }
      if (this.#waiting.length === 0) this.#arrived = Promise.withResolvers();
      if (signal.aborted) break;
    }
    if (this.#waiting.length > 0) await this.#keepSome();
  }

  /** All that waits, batch after batch; `false`: the database is away. Never rejects. */
  async #keepSome(): Promise<boolean> {
    const { quality, logger } = this.#options;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH_MAX);
      for (const text of batch) this.#characters -= text.length;
      try {
        await quality.keep(batch);
        this.#kept.add(batch.length);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) {
          this.#dropped.add(batch.length, { why: "refused" });
          logger.error({ err: error, reports: batch.length }, "reports of quality were refused");
          continue;
        }
        logger.warn({ err: error, waiting: batch.length }, "reports of quality wait");
        this.#putBack(batch);
        return false;
      }
    }
    return true;
  }

  /** In front, as far as there is room beside those that came meanwhile; the oldest go first. */
  #putBack(batch: string[]): void {
    let room = WAITING_CHARACTERS_MAX - this.#characters;
    let first = batch.length;
    while (first > 0 && (batch[first - 1]?.length ?? 0) <= room) {
      room -= batch[--first]?.length ?? 0;
    }
    const kept = batch.slice(first);
    this.#waiting = [...kept, ...this.#waiting];
    this.#characters = WAITING_CHARACTERS_MAX - room;
    if (first > 0) this.#dropped.add(first, { why: "full" });
  }

  async #forget(): Promise<void> {
    const { clock, quality, keptMs, logger } = this.#options;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      try {
        const before = clock.wallMs() - keptMs;
        for (let round = 0; round < FORGET_ROUNDS_MAX && !signal.aborted; round++) {
          if (await quality.forget(before, FORGET_ROWS) === 0) break;
        }
      } catch (error) {
        logger.warn({ err: error }, "old reports of quality were not forgotten yet");
      }
      await sleep(clock, FORGET_EVERY_MS, signal);
    }
  }
}
