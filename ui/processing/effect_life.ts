/**
 * The life of an effect: it opens within a time or not at all, is looked after while it is open, and
 * ends once, whether its track is stopped, its device goes, or it fails.
 */
import { type EffectEvents, EffectFailed, type EffectStop } from "./effect.ts";
import type { Measure } from "./measure.ts";
import { isStalled, LOOK_INTERVAL_MS, looked, NO_STALL, told } from "./stall_policy.ts";

export interface EffectLifeOptions {
  raw: MediaStreamTrack;
  /** What the effect gives. */
  track: MediaStreamTrack;
  beginLimitMs: number;
  events: EffectEvents;
  /** Gives up what it holds. */
  release(): void;
}

export class EffectLife {
  readonly #options: EffectLifeOptions;
  readonly #ended = Promise.withResolvers<never>();
  readonly #limit: ReturnType<typeof setTimeout>;
  readonly #looks: ReturnType<typeof setInterval>;
  #stall = NO_STALL;
  #state: "opening" | "open" | "closed" = "opening";

  constructor(options: EffectLifeOptions) {
    this.#options = options;
    this.#limit = setTimeout(
      () => this.fail("load", "nothing came through in time"),
      options.beginLimitMs,
    );
    this.#looks = setInterval(() => this.#look(), LOOK_INTERVAL_MS);
    options.raw.addEventListener("ended", this.close);
    this.#ended.promise.catch(() => {}); // Nobody waits for it any more once the effect is open.
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Resolves with `begun`. Rejects with `EffectFailed` if the effect ends before. */
  async opened<T>(begun: Promise<T>): Promise<T> {
    try {
      const result = await Promise.race([begun, this.#ended.promise]);
      clearTimeout(this.#limit);
      this.#state = "open";
      return result;
    } catch (cause) {
      this.close();
      if (cause instanceof EffectFailed) throw cause;
      throw new EffectFailed("load", `Cannot begin: ${String(cause)}`, { cause });
    }
  }

  hear(measure: Measure): void {
    if (this.#state !== "open") return;
    this.#stall = told(this.#stall, measure);
    this.#options.events.measured(measure);
  }

  fail(stop: EffectStop, message: string): void {
    if (this.#state === "closed") return;
    const { raw, track, events } = this.#options;
    // What breaks because its track or device was stopped is missed by nobody.
    const isMissed = this.#state === "open" && track.readyState === "live" &&
      raw.readyState === "live";
    const error = new EffectFailed(stop, `Cannot go on: ${message}`);
    this.#ended.reject(error);
    this.#release();
    if (isMissed) events.failed(error);
    else events.closed();
  }

  readonly close = (): void => {
    if (this.#state === "closed") return;
    this.#ended.reject(new EffectFailed("broken", "Cannot go on: it was closed"));
    this.#release();
    this.#options.events.closed();
  };

  #release(): void {
    this.#state = "closed";
    clearTimeout(this.#limit);
    clearInterval(this.#looks);
    const { raw, track, release } = this.#options;
    raw.removeEventListener("ended", this.close);
    release();
    track.stop();
  }

  /** Tracks that are stopped on purpose fire no event. */
  #look(): void {
    const { raw, track } = this.#options;
    if (raw.readyState === "ended" || track.readyState === "ended") return this.close();
    if (this.#state !== "open") return;
    this.#stall = looked(this.#stall);
    if (isStalled(this.#stall)) this.fail("stalled", "nothing comes any more");
  }
}
