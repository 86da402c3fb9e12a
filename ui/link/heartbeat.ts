/** Proves again and again that the other end of a connection answers. */

/** How often. */
export const PING_INTERVAL_MS = 2_500;
/** A ping unanswered for so long means the gateway is dead or frozen, whatever TCP thinks. */
export const PONG_TIMEOUT_MS = 2_000;
/** A timer that late means that the page stood still, and with it the answer. */
const STOOD_STILL_MS = 1_000;

export class Heartbeat {
  readonly #ping: () => Promise<unknown>;
  readonly #dead: () => void;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pings = 0;

  /** `ping` rejects where the connection is gone; `dead` is called when no answer came in time. */
  constructor(
    ping: () => Promise<unknown>,
    dead: () => void,
    { intervalMs = PING_INTERVAL_MS, timeoutMs = PONG_TIMEOUT_MS } = {},
  ) {
    this.#ping = ping;
    this.#dead = dead;
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    this.#rest();
  }

  /** Looks now. */
  beat(): void {
    clearTimeout(this.#timer);
    const ping = ++this.#pings;
    const dueAt = performance.now() + this.#timeoutMs;
    this.#timer = setTimeout(() => {
      if (performance.now() - dueAt > STOOD_STILL_MS) this.beat();
      else this.#dead();
    }, this.#timeoutMs);
    this.#ping().then(() => {
      if (ping === this.#pings) this.#rest();
    }, () => {}); // The timer above decides.
  }

  stop(): void {
    this.#pings++; // An answer on its way starts nothing any more.
    clearTimeout(this.#timer);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.beat(), this.#intervalMs);
  }
}
