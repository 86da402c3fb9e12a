import {
  type Bus,
  type BusHandler,
  type BusMessage,
  type BusStatus,
  type BusSubscription,
  type Clock,
  RequestTimeoutError,
  sleep,
  type SubscribeOptions,
} from "../../../kit/mod.ts";

/**
 * A connection whose process can be stopped: it is still there for the others, and says nothing. It
 * can also be lost for a moment: then it is not there.
 */
export class FreezableBus implements Bus {
  readonly #bus: Bus;
  /** Whether what comes in is lost, as with a client that reads too slowly. */
  dropping = false;
  readonly #clock: Clock;
  /** How to subscribe again after a loss. */
  readonly #subscribing = new Map<() => BusSubscription, BusSubscription>();
  /** What came while it stood still, read when it goes on. */
  #waiting: (() => unknown)[] | undefined;

  constructor(bus: Bus, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  get connected(): boolean {
    return this.#bus.connected;
  }

  freeze(): void {
    this.#waiting ??= [];
  }

  thaw(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const go of waiting) go();
  }

  /** The connection is lost: nobody answers on its subjects. */
  async lose(): Promise<void> {
    await Promise.all([...this.#subscribing.values()].map((it) => it.unsubscribe()));
  }

  /** It is back, with all its subscriptions. */
  restore(): void {
    for (const subscribe of this.#subscribing.keys()) {
      this.#subscribing.set(subscribe, subscribe());
    }
  }

  publish(subject: string, body: unknown): void {
    if (this.#waiting) this.#waiting.push(() => this.publish(subject, body));
    else this.#bus.publish(subject, body);
  }

  async request(subject: string, body: unknown, timeoutMs: number): Promise<unknown> {
    if (!this.#waiting) return await this.#bus.request(subject, body, timeoutMs);
    await sleep(this.#clock, timeoutMs);
    throw new RequestTimeoutError(subject, timeoutMs);
  }

  subscribe(subject: string, options: SubscribeOptions, handler: BusHandler): BusSubscription {
    const receive = (message: BusMessage) => {
      if (this.dropping) return;
      if (!this.#waiting) return handler(message);
      this.#waiting.push(() => handler(message));
    };
    const subscribe = () => this.#bus.subscribe(subject, options, receive);
    this.#subscribing.set(subscribe, subscribe());
    const unsubscribe = async () => {
      await this.#subscribing.get(subscribe)?.unsubscribe();
      this.#subscribing.delete(subscribe);
    };
    return { subject, unsubscribe, [Symbol.asyncDispose]: unsubscribe };
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    return this.#bus.onStatus(listener);
  }

  flush(): Promise<void> {
    return this.#bus.flush();
  }

  close(): Promise<void> {
    return this.#bus.close();
  }
}
