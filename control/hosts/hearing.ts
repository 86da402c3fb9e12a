import type { Bus, Clock } from "../../kit/mod.ts";
import { CONTROL_BEAT_INTERVAL_MS } from "../../protocol/mod.ts";

/** The bus answers within a few ms; who waits for it so long hears nothing. */
const DEAF_MS = 3 * CONTROL_BEAT_INTERVAL_MS;

/**
 * Whether the bus answers us. A host whose words arrive and that hears nothing, as where packets are
 * lost in one direction, would seem to live and leave every command to its rooms unanswered.
 */
export class Hearing {
  readonly #bus: Pick<Bus, "flush">;
  readonly #clock: Clock;
  /** Since when an answer is awaited, in monotonic ms. */
  #askedMs: number | undefined;

  constructor({ bus, clock }: { bus: Pick<Bus, "flush">; clock: Clock }) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** Asks the bus again, unless it is being asked. False when its answer is overdue. */
  listens(): boolean {
    const nowMs = this.#clock.monotonicMs();
    if (this.#askedMs !== undefined) return nowMs - this.#askedMs < DEAF_MS;
    this.#askedMs = nowMs;
    const answered = () => this.#askedMs = undefined;
    this.#bus.flush().then(answered, answered); // A lost connection is none to wait on.
    return true;
  }
}
