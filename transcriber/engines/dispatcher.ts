import { type Clock, type Logger, Metrics } from "../../kit/mod.ts";
import { CAPTION_AGE_MAX_MS, SAMPLE_RATE, WAITING_MAX } from "../limits.ts";
import { type SpeechEngine, SpeechError } from "./engine.ts";

interface Job {
  readonly samples: Int16Array;
  readonly atMs: number;
  readonly done: (text: string | undefined) => void;
}

export interface DispatcherOptions {
  readonly engine: SpeechEngine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics;
}

/**
 * Hands utterances to the engine, as many at a time as it takes. Nobody waits for ever: what is too
 * old is dropped, and when too many wait the oldest is.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #waiting: Job[] = [];
  readonly #end = new AbortController();
  readonly #seconds;
  readonly #outcomes;
  #working = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { metrics = new Metrics() } = options;
    this.#seconds = metrics.counter(
      "parley_transcriber_speech_seconds_total",
      "Speech given to the engine.",
    );
    this.#outcomes = metrics.counter(
      "parley_transcriber_utterances_total",
      "Utterances by what became of them.",
    );
    metrics.gauge(
      "parley_transcriber_waiting",
      "Utterances that wait for the engine.",
      () => this.#waiting.length,
    );
  }

  /** Whether the engine would begin at once and leave nobody else waiting. */
  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#working < this.#options.engine.concurrency;
  }

  /** Its text, "" included; `undefined`: it was dropped or failed. Never rejects. */
  transcribe(samples: Int16Array): Promise<string | undefined> {
    return new Promise((done) => {
      if (this.#end.signal.aborted) return done(undefined);
      this.#waiting.push({ samples, atMs: this.#options.clock.monotonicMs(), done });
      if (this.#waiting.length > WAITING_MAX) this.#drop(this.#waiting.shift());
      this.#next();
    });
  }

  close(): void {
    this.#end.abort();
    for (const job of this.#waiting.splice(0)) this.#drop(job);
  }

  #next(): void {
    const { engine, clock } = this.#options;
    while (this.#working < engine.concurrency) {
      const job = this.#waiting.shift();
      if (!job) return;
      if (clock.monotonicMs() - job.atMs > CAPTION_AGE_MAX_MS) {
        this.#drop(job);
        continue;
      }
      this.#working++;
      this.#work(job).finally(() => {
        this.#working--;
        this.#next();
      });
    }
  }

  async #work({ samples, done }: Job): Promise<void> {
    const { engine, logger } = this.#options;
    try {
      this.#seconds.add(samples.length / SAMPLE_RATE);
      const text = await engine.transcribe(samples, this.#end.signal);
      this.#outcomes.add(1, { outcome: text === "" ? "silent" : "understood" });
      done(text);
    } catch (error) {
      this.#outcomes.add(1, { outcome: "failed" });
      if (error instanceof SpeechError) {
        if (!this.#end.signal.aborted) logger.warn({ code: error.code }, error.message);
      } else logger.error({ err: error }, "the speech engine failed");
      done(undefined);
    }
  }

  #drop(job: Job | undefined): void {
    if (!job) return;
    this.#outcomes.add(1, { outcome: "dropped" });
    job.done(undefined);
  }
}
