import type {
  Bus,
  BusHandler,
  BusMessage,
  BusStatus,
  BusSubscription,
  SubscribeOptions,
} from "../../../kit/mod.ts";

/** A connection whose process can be stopped: it is still there for the others, and says nothing. */
export class FreezableBus implements Bus {
  readonly #bus: Bus;
  /** Whether what comes in is lost, as with a client that reads too slowly. */
  dropping = false;
  /** What came while it stood still, read when it goes on. */
  #waiting: (() => unknown)[] | undefined;

  constructor(bus: Bus) {
    this.#bus = bus;
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

  publish(subject: string, body: unknown): void {
    if (this.#waiting) this.#waiting.push(() => this.publish(subject, body));
    else this.#bus.publish(subject, body);
  }

  request(subject: string, body: unknown, timeoutMs: number): Promise<unknown> {
    return this.#bus.request(subject, body, timeoutMs);
  }

  subscribe(subject: string, options: SubscribeOptions, handler: BusHandler): BusSubscription {
    return this.#bus.subscribe(subject, options, (message: BusMessage) => {
      if (this.dropping) return;
      if (!this.#waiting) return handler(message);
      this.#waiting.push(() => handler(message));
    });
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
