import { type Clock, type Logger, sleep } from "../kit/mod.ts";
import { DRAIN_REPORT_MS } from "./limits.ts";

export interface DrainOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Rooms that are still here. */
  readonly rooms: () => number;
  /** Called whenever the drain begins or is taken back. */
  readonly onChange: () => void;
  /** Called once the last room has left a draining node, or there was none. */
  readonly onDrained: () => void;
}

/**
 * Whether the node takes no more rooms and waits for its last to leave. Owners move them away when the
 * beats say so; how long that may take is the operator's business, so nothing bounds it here.
 */
export class Drain {
  readonly #options: DrainOptions;
  #isActive = false;
  #isFinal = false;
  #cancelReport = () => {};
  /** Aborts when the last room has left. */
  #over = new AbortController();

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  get active(): boolean {
    return this.#isActive;
  }

  begin(): void {
    if (this.#isActive) return;
    this.#isActive = true;
    const { logger, rooms, onChange } = this.#options;
    logger.info({ rooms: rooms() }, "drain begins");
    onChange();
    this.#reportLater();
    this.check();
  }

  /** Takes rooms again, unless the process is about to end. */
  takeBack(): void {
    if (!this.#isActive || this.#isFinal) return;
    this.#isActive = false;
    this.#cancelReport();
    this.#over = new AbortController();
    this.#options.logger.info({ rooms: this.#options.rooms() }, "drain was taken back");
    this.#options.onChange();
  }

  /** Begins the drain for good; resolves when the last room has left, or after `limitMs`. */
  async within(limitMs: number): Promise<void> {
    this.#isFinal = true;
    this.begin();
    await sleep(this.#options.clock, limitMs, this.#over.signal);
    this.#cancelReport();
  }

  /** To be called whenever a room has left. */
  check(): void {
    const { rooms, logger, onDrained } = this.#options;
    if (!this.#isActive || rooms() > 0 || this.#over.signal.aborted) return;
    this.#cancelReport();
    this.#over.abort();
    logger.info("drained");
    onDrained();
  }

  #reportLater(): void {
    const { clock, logger, rooms } = this.#options;
    this.#cancelReport = clock.after(DRAIN_REPORT_MS, () => {
      logger.info({ rooms: rooms() }, "still draining");
      this.#reportLater();
    });
  }
}
