/** Proves again and again that the other end of a connection answers. */

/** How often. */
export const PING_INTERVAL_MS = 2_500;
/**
 * A ping unanswered for so long is late: the gateway may be dead or frozen, whatever TCP thinks, or
 * the network so slow that TCP has to send again.
 */
export const PONG_LATE_MS = 2_000;
/** A ping unanswered for so long is lost. */
export const PONG_LIMIT_MS = 6_000;
/** A timer that late means that the page stood still, and with it the answer. */
const STOOD_STILL_MS = 1_000;

export interface HeartbeatOptions {
  /** Rejects where the connection is gone. */
  ping(): Promise<unknown>;
  /** No answer for {@linkcode PONG_LATE_MS}; it may come yet. */
  late(): void;
  /** No answer for {@linkcode PONG_LIMIT_MS}: the end. */
  dead(): void;
}

export interface HeartbeatTimes {
  readonly intervalMs?: number;
  readonly lateMs?: number;
  readonly limitMs?: number;
}

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #times: Required<HeartbeatTimes>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pings = 0;
  #isLate = false;

  constructor(options: HeartbeatOptions, {
    intervalMs = PING_INTERVAL_MS,
    lateMs = PONG_LATE_MS,
    limitMs = PONG_LIMIT_MS,
  }: HeartbeatTimes = {}) {
    this.#options = options;
    this.#times = { intervalMs, lateMs, limitMs };
    this.#rest();
  }

  /** Whether an answer is waited for longer than it should take. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** Looks now. */
  beat(): void {
    const { lateMs, limitMs } = this.#times;
    const { ping, late, dead } = this.#options;
    const count = ++this.#pings;
    this.#isLate = false;
    this.#after(lateMs, () => {
      this.#isLate = true;
      this.#after(limitMs - lateMs, dead);
      late();
    });
    ping().then(() => {
      if (count === this.#pings) this.#rest();
    }, () => {}); // The timers above decide.
  }

  stop(): void {
    this.#pings++; // An answer on its way starts nothing any more.
    clearTimeout(this.#timer);
  }

  #rest(): void {
    this.#isLate = false;
    this.#after(this.#times.intervalMs, () => this.beat());
  }

  /** One timer at a time; one that comes much too late looks again. */
  #after(ms: number, run: () => void): void {
    clearTimeout(this.#timer);
    const dueAt = performance.now() + ms;
    this.#timer = setTimeout(() => {
      if (performance.now() - dueAt > STOOD_STILL_MS) this.beat();
      else run();
    }, ms);
  }
}
