import { type Clock, JobPostponedError, sleep } from "../../kit/mod.ts";
import { UTTERANCE_LENGTH_MAX } from "../../protocol/mod.ts";
import type { Dispatcher } from "../engines/dispatcher.ts";
import { SpeechError } from "../engines/engine.ts";
import { ENGINE_AWAY_MS, MISSED_IN_ROW_MAX, TRIES_MAX } from "./limits.ts";
import { Slots } from "./slots.ts";

/** Doubled with each try. */
const RETRY_MS = 250;

export interface UnderstandingOptions {
  readonly dispatcher: Pick<Dispatcher, "transcribeRecorded">;
  /** Utterances that are with the engine or wait for it. */
  readonly waitingMax: number;
  readonly clock: Clock;
}

/**
 * What a job asks of the engine: a few utterances at a time, each again when it fails. One that never
 * succeeds is passed over; when several in a row don't, it is the engine that fails, not they.
 */
export class Understanding {
  readonly #options: UnderstandingOptions;
  readonly #slots: Slots;
  #missedInRow = 0;
  #missed = 0;

  constructor(options: UnderstandingOptions) {
    this.#options = options;
    this.#slots = new Slots(options.waitingMax);
  }

  /** Utterances that were passed over. */
  get missed(): number {
    return this.#missed;
  }

  /**
   * Resolves when there is room for another utterance, to the coming of its text. That rejects with
   * `JobPostponedError` when the speech service is away, with `SpeechError` when it does not do what
   * it should, and with either when the job is given up.
   */
  async ask(
    samples: Int16Array,
    signal: AbortSignal,
  ): Promise<{ readonly text: Promise<string> }> {
    await this.#slots.enter();
    const text = this.#understand(samples, signal).finally(() => this.#slots.leave());
    text.catch(() => {}); // It is awaited later, when others have been asked too.
    return { text };
  }

  async #understand(samples: Int16Array, signal: AbortSignal): Promise<string> {
    const { dispatcher, clock } = this.#options;
    for (let tried = 1;; tried++) {
      try {
        const text = await dispatcher.transcribeRecorded(samples, signal);
        this.#missedInRow = 0;
        return text.replace(/\s+/gu, " ").trim().slice(0, UTTERANCE_LENGTH_MAX);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SpeechError)) throw error;
        if (tried < TRIES_MAX) {
          await sleep(clock, RETRY_MS * 2 ** tried, signal);
          continue;
        }
        if (error.code === "engine-unavailable") {
          throw new JobPostponedError("the speech service is away", ENGINE_AWAY_MS, {
            cause: error,
          });
        }
        this.#missed++;
        if (++this.#missedInRow >= MISSED_IN_ROW_MAX) throw error;
        return "";
      }
    }
  }
}
