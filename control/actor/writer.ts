import type { Bus, Clock } from "../../kit/mod.ts";
import type { Sealed } from "./log_end.ts";
import type { ActorLimits } from "./limits.ts";
import type { AppendResult } from "./log.ts";
import type { Tries } from "./tries.ts";
import type { Turnstile } from "./turnstile.ts";
import type { LogWeather } from "./weather.ts";

export interface WriterOptions {
  bus: Pick<Bus, "connected">;
  clock: Clock;
  limits: Pick<ActorLimits, "appendPatienceMs">;
  append: (sealed: Sealed) => Promise<AppendResult>;
  tries: Tries;
  weather: LogWeather;
  /** Bounds how many actors of the host write at once what they have held. */
  checks: Turnstile;
}

/** Whose entry it is. */
export interface Writing {
  /** Whether its callers have their answers already. */
  readonly isHolding: boolean;
  /** The log is away although the bus is there: whether to go on trying. */
  away(isCertain: boolean): boolean;
}

/** Gets an owner's entries into the log, however long that takes. */
export class Writer {
  readonly #options: WriterOptions;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /**
   * Repeats an append until the log has answered; entries have ids, so nothing is written twice. Resolves
   * to its sequence or to `"superseded"`, or to nothing if it was given up or the actor has ended.
   */
  async write(sealed: Sealed, whose: Writing): Promise<number | "superseded" | undefined> {
    const { bus, clock, limits, append, tries, weather, checks } = this.#options;
    let sinceMs = clock.monotonicMs();
    while (!tries.hasEnded) {
      const { reconnects } = weather;
      const result = await (whose.isHolding ? checks.run(() => append(sealed)) : append(sealed));
      if (tries.hasEnded) return undefined;
      if (result.ok) {
        weather.up();
        return result.seq;
      }
      if (result.reason === "wrong-sequence") return "superseded";
      const nowMs = clock.monotonicMs();
      // Without the bus nobody would hear an answer, so there is no hurry.
      if (!bus.connected || weather.reconnects !== reconnects) sinceMs = nowMs;
      else if (weather.isDown || nowMs - sinceMs >= limits.appendPatienceMs) {
        weather.down();
        if (!whose.away(result.reason === "unavailable")) return undefined;
      }
      await (whose.isHolding ? tries.inTurn() : tries.soon());
    }
    return undefined;
  }
}
