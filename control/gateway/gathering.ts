import type { Clock } from "../../kit/mod.ts";
import { Broadcast, joins, type Part } from "./broadcast.ts";

/** With so many listeners a room's news are gathered: each word would be a frame to each of them. */
export const GATHER_FROM_LISTENERS = 30;
/** The first word goes at once, those that follow it at most this much later. */
export const GATHER_MS = 100;
/** Words in one frame. */
const PARTS_MAX = 256;

export interface GatheringOptions {
  readonly clock: Clock;
  /** How many listen now. */
  readonly listeners: () => number;
  readonly send: (news: Broadcast) => void;
}

/** Makes few frames of many words where many listen; the order stays. */
export class Gathering {
  readonly #options: GatheringOptions;
  #parts: Part[] = [];
  #sentMs = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(options: GatheringOptions) {
    this.#options = options;
  }

  hear(part: Part): void {
    const last = this.#parts.at(-1);
    if (last && (!joins(last, part) || this.#parts.length >= PARTS_MAX)) this.flush();
    this.#parts.push(part);
    const { clock, listeners } = this.#options;
    const waitMs = this.#sentMs + GATHER_MS - clock.monotonicMs();
    if (part.adopted || listeners() < GATHER_FROM_LISTENERS || waitMs <= 0) return this.flush();
    this.#cancel ??= clock.after(Math.ceil(waitMs), () => this.flush());
  }

  /** What waits goes now. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const [first, ...rest] = this.#parts.splice(0);
    if (!first) return;
    this.#sentMs = this.#options.clock.monotonicMs();
    this.#options.send(new Broadcast([first, ...rest]));
  }

  end(): void {
    this.#cancel?.();
    this.#parts = [];
  }
}
