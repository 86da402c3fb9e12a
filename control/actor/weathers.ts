import type { Bus, Clock, Logger } from "../../kit/mod.ts";
import type { ActorLog } from "./log.ts";
import { LogWeather } from "./weather.ts";

export interface WeathersOptions {
  bus: Bus;
  log: ActorLog;
  clock: Clock;
  logger: Logger;
  definition: { readonly kind: string };
}

/** The weather at each part of the log, since one may be away while the others are there. */
export class Weathers {
  readonly #options: WeathersOptions;
  readonly #retryMs: number;
  readonly #byPart = new Map<number, LogWeather>();

  constructor(options: WeathersOptions, retryMs: number) {
    this.#options = options;
    this.#retryMs = retryMs;
  }

  /** At the part that holds an actor. */
  of(actorId: string): LogWeather {
    const { bus, log, clock, logger, definition } = this.#options;
    const part = log.partOf?.(actorId) ?? 0;
    const known = this.#byPart.get(part);
    if (known) return known;
    const about = { kind: definition.kind, part };
    const changed = (isDown: boolean) => {
      if (isDown) logger.error(about, "the log is away: facts are held in memory");
      else logger.info(about, "the log is back");
    };
    const weather = new LogWeather({ bus, clock, retryMs: this.#retryMs, changed });
    this.#byPart.set(part, weather);
    return weather;
  }

  /** The bus is back. */
  reconnected(): void {
    for (const weather of this.#byPart.values()) weather.reconnected();
  }

  /** For the end: nobody waits any longer. */
  close(): void {
    for (const weather of this.#byPart.values()) weather.close();
  }
}
