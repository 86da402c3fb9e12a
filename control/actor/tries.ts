import { type Clock, sleep } from "../../kit/mod.ts";
import type { ActorLimits } from "./limits.ts";
import type { LogWeather } from "./weather.ts";

/** The pauses between one actor's tries at its log; all of them end when the actor does. */
export class Tries {
  readonly #clock: Clock;
  readonly #limits: Pick<ActorLimits, "appendRetryMs">;
  readonly #weather: LogWeather;
  /** Made with the first pause: a quiet actor should weigh little. */
  #end: AbortController | undefined;
  #hasEnded = false;

  constructor(clock: Clock, limits: Pick<ActorLimits, "appendRetryMs">, weather: LogWeather) {
    this.#clock = clock;
    this.#limits = limits;
    this.#weather = weather;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  end(): void {
    this.#hasEnded = true;
    this.#end?.abort();
  }

  /** Until soon: for an actor whose callers wait, so that it knows soon that the log is away. */
  async soon(): Promise<void> {
    await this.#pause();
    await this.#weather.online();
  }

  /** Until it is this actor's turn: for one that goes on without the log and has time. */
  async inTurn(): Promise<void> {
    await this.#pause();
    await this.turn();
  }

  /** The same without the pause, before a first try. */
  async turn(): Promise<void> {
    await this.#weather.turn(() => !this.#hasEnded);
  }

  async #pause(): Promise<void> {
    if (this.#hasEnded) return;
    const { signal } = this.#end ??= new AbortController();
    await sleep(this.#clock, this.#limits.appendRetryMs, signal);
  }
}
