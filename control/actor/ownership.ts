import type { Tries } from "./tries.ts";
import type { LogWeather } from "./weather.ts";

/** What an owner has written, as its ledger knows it. */
export interface Position {
  /** Of the last entry known to be in the log. */
  readonly seq: number;
  /** Whether another may be there that it does not know of yet. */
  readonly isAppending: boolean;
}

/** `unknown`: the log did not answer. `open`: it did, and an append under way will tell the rest. */
export type Standing = "owner" | "superseded" | "open" | "unknown";

export interface OwnershipOptions {
  /** The actor's last sequence, from the log. */
  lastSeq: () => Promise<number>;
  tries: Tries;
  weather: LogWeather;
  /** Whether a failure is the log's, and not the bus's. */
  isOnline: () => boolean;
}

/** What an owner knows of whether it still is the owner. For certain only the log knows. */
export class Ownership {
  readonly #options: OwnershipOptions;
  #isAsking = false;
  /** Whether another host says that it owns the actor, and the log has not denied it since. */
  #isContested = false;
  #seenSeq = 0;

  constructor(options: OwnershipOptions) {
    this.#options = options;
  }

  /** Whether nothing may be decided for now. */
  isDoubtful(position: Position): boolean {
    return this.#isAsking || (this.isPassed(position) && !this.#options.weather.isDown);
  }

  /** Whether the log has an entry that this owner does not know: another's, or its own under way. */
  isPassed({ seq }: Position): boolean {
    return this.#seenSeq > seq;
  }

  /**
   * Asks the log. `told` acts on each answer. Where another host claims the actor the log is asked until
   * it has answered, so that two never decide at once: meanwhile the other one answers.
   */
  async verify(
    isContested: boolean,
    position: () => Position,
    told: (standing: Standing) => void,
  ): Promise<void> {
    this.#isContested ||= isContested;
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { tries } = this.#options;
    for (;;) {
      const standing = await this.ask(position);
      if (tries.hasEnded) break;
      told(standing);
      if (!this.#isContested || tries.hasEnded) break;
      await tries.inTurn();
    }
    this.#isAsking = false;
  }

  /** Asks the log once. Never rejects. */
  async ask(position: () => Position): Promise<Standing> {
    const { lastSeq, weather, isOnline } = this.#options;
    try {
      this.#seenSeq = Math.max(this.#seenSeq, await lastSeq());
    } catch {
      if (isOnline()) weather.down();
      return "unknown";
    }
    weather.up();
    const now = position();
    if (!this.isPassed(now)) {
      this.#isContested = false;
      return "owner";
    }
    return now.isAppending ? "open" : "superseded";
  }
}
