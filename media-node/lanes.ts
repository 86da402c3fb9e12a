import { MediaError } from "./errors.ts";
import { OVERLOADED_RETRY_MS } from "./limits.ts";

export interface LanesOptions {
  /** Tasks of one key, the running one included. */
  readonly perKeyMax: number;
  /** Tasks of all keys. */
  readonly max: number;
}

interface Lane {
  /** Resolves when the last task has ended; never rejects. */
  tail: Promise<unknown>;
  length: number;
}

/** Tasks of one key run one after the other, in the order in which they came; keys side by side. */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #lanes = new Map<string, Lane>();
  #length = 0;

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  /** Settles as the task does; rejects with `overloaded` at once when too many wait. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(key) ?? { tail: Promise.resolve(), length: 0 };
    if (lane.length >= this.#options.perKeyMax || this.#length >= this.#options.max) {
      throw new MediaError(
        "overloaded",
        `Cannot take a command for "${key}": ${lane.length} of it and ${this.#length} in all wait`,
        { retryAfterMs: OVERLOADED_RETRY_MS },
      );
    }
    this.#lanes.set(key, lane);
    lane.length++;
    this.#length++;
    const turn = lane.tail.then(task);
    lane.tail = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#length--;
      if (--lane.length === 0) this.#lanes.delete(key);
    }
  }
}
