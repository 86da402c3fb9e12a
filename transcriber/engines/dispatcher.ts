import { type Clock, type Logger, Metrics } from "../../kit/mod.ts";
import { CAPTION_AGE_MAX_MS, SAMPLE_RATE, WAITING_MAX } from "../limits.ts";
import { type SpeechEngine, SpeechError } from "./engine.ts";

/** What recordings may have of the engine while people read captions; all of it otherwise. */
const RECORDINGS_SHARE = 0.5;
/** Captions are read for so long after the last of them was asked for. */
const CAPTIONS_RECENT_MS = 30_000;
/** Utterances of recordings that wait; whoever has them asks for no more at a time. */
export const RECORDED_WAITING_MAX = 64;

interface Job {
  readonly samples: Int16Array;
  readonly atMs: number;
  readonly signal: AbortSignal;
  readonly done: (text: string) => void;
  readonly fail: (error: unknown) => void;
}

export interface DispatcherOptions {
  readonly engine: SpeechEngine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics;
}

/**
 * Hands utterances to the engine, as many at a time as it takes: those of captions first, which are
 * read now or never, and those of recordings, which can wait. No caption waits for ever: what is too
 * old is dropped, and when too many wait the oldest is. The engine is its own from then on.
 */
export class Dispatcher implements AsyncDisposable {
  readonly #options: DispatcherOptions;
  readonly #captions: Job[] = [];
  readonly #recorded: Job[] = [];
  readonly #end = new AbortController();
  readonly #seconds;
  readonly #outcomes;
  #working = 0;
  #workingOnRecorded = 0;
  #captionAtMs = -Infinity;

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
      () => [
        [{ of: "captions" }, this.#captions.length],
        [{ of: "recordings" }, this.#recorded.length],
      ],
    );
  }

  /** Utterances that the engine works on at a time. */
  get concurrency(): number {
    return this.#options.engine.concurrency;
  }

  get givesInterim(): boolean {
    return this.#options.engine.givesInterim;
  }

  get language(): string | null {
    return this.#options.engine.language;
  }

  /** What keeps the engine from working, or `undefined`. */
  problem(): string | undefined {
    return this.#options.engine.problem();
  }

  /** Whether the engine would begin at once and leave nobody else waiting. */
  get isIdle(): boolean {
    return this.#captions.length === 0 && this.#working < this.concurrency;
  }

  /** A caption's text, "" included; `undefined`: it was dropped or failed. Never rejects. */
  transcribe(samples: Int16Array): Promise<string | undefined> {
    return new Promise((done) => {
      if (this.#end.signal.aborted) return done(undefined);
      const { signal } = this.#end;
      this.#captionAtMs = this.#options.clock.monotonicMs();
      const fail = () => done(undefined);
      this.#captions.push({ samples, atMs: this.#captionAtMs, signal, done, fail });
      if (this.#captions.length > WAITING_MAX) this.#drop(this.#captions.shift());
      this.#next();
    });
  }

  /**
   * The text of a recording's utterance, "" included, however long captions have the engine. Rejects
   * with {@linkcode SpeechError}; when `signal` aborts as `engine-unavailable`.
   */
  transcribeRecorded(samples: Int16Array, signal: AbortSignal): Promise<string> {
    return new Promise((done, fail) => {
      if (this.#recorded.length >= RECORDED_WAITING_MAX) {
        return fail(new SpeechError("engine-unavailable", "too many utterances wait"));
      }
      const either = AbortSignal.any([signal, this.#end.signal]);
      const atMs = this.#options.clock.monotonicMs();
      this.#recorded.push({ samples, atMs, signal: either, done, fail });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    for (const job of this.#captions.splice(0)) this.#drop(job);
    for (const job of this.#recorded.splice(0)) this.#drop(job);
    await this.#options.engine[Symbol.asyncDispose]();
  }

  #next(): void {
    while (this.#working < this.concurrency) {
      const caption = this.#captions.shift();
      if (caption) {
        const waitedMs = this.#options.clock.monotonicMs() - caption.atMs;
        if (waitedMs > CAPTION_AGE_MAX_MS) this.#drop(caption);
        else this.#begin(caption, false);
        continue;
      }
      if (this.#workingOnRecorded >= this.#recordingsShare()) return;
      const recorded = this.#recorded.shift();
      if (!recorded) return;
      if (recorded.signal.aborted) this.#drop(recorded);
      else this.#begin(recorded, true);
    }
  }

  /** Never none: a recording is transcribed some day, whoever talks meanwhile. */
  #recordingsShare(): number {
    const sinceMs = this.#options.clock.monotonicMs() - this.#captionAtMs;
    if (sinceMs >= CAPTIONS_RECENT_MS) return this.concurrency;
    return Math.max(1, Math.floor(this.concurrency * RECORDINGS_SHARE));
  }

  #begin(job: Job, isRecorded: boolean): void {
    this.#working++;
    if (isRecorded) this.#workingOnRecorded++;
    this.#work(job).finally(() => {
      this.#working--;
      if (isRecorded) this.#workingOnRecorded--;
      this.#next();
    });
  }

  async #work({ samples, signal, done, fail }: Job): Promise<void> {
    const { engine, logger } = this.#options;
    try {
      this.#seconds.add(samples.length / SAMPLE_RATE);
      const text = await engine.transcribe(samples, signal);
      this.#outcomes.add(1, { outcome: text === "" ? "silent" : "understood" });
      done(text);
    } catch (error) {
      this.#outcomes.add(1, { outcome: "failed" });
      if (error instanceof SpeechError) {
        if (!signal.aborted) logger.warn({ code: error.code }, error.message);
      } else logger.error({ err: error }, "the speech engine failed");
      fail(error);
    }
  }

  #drop(job: Job | undefined): void {
    if (!job) return;
    this.#outcomes.add(1, { outcome: "dropped" });
    job.fail(new SpeechError("engine-unavailable", "nobody waits for it any more"));
  }
}
