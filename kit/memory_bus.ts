import {
  type Bus,
  type BusHandler,
  type BusMessage,
  type BusStatus,
  type BusSubscription,
  BusUnavailableError,
  NoRespondersError,
  RequestTimeoutError,
  type SubscribeOptions,
} from "./bus.ts";
import { type Clock, systemClock } from "./clock.ts";
import { decode, encode } from "./codec.ts";

export interface MemoryBrokerOptions {
  /** Runs deliveries; a simulation passes its seeded scheduler. Default: the microtask queue. */
  schedule?: (deliver: () => void) => void;
  /** Measures request time-outs. */
  clock?: Clock;
  /** Told what handlers throw. */
  report?: (error: unknown, subject: string) => void;
}

interface Subscriber {
  readonly owner: MemoryBus;
  readonly pattern: readonly string[];
  readonly queue: string | undefined;
  readonly handler: BusHandler;
}

/**
 * A NATS server in this process, as far as our code can tell: wildcards, queue groups, request and
 * reply, *no responders*, bytes on the wire. Deliveries to one subscriber keep their order.
 */
export class MemoryBroker {
  readonly clock: Clock;
  readonly #schedule: (deliver: () => void) => void;
  readonly #report: (error: unknown, subject: string) => void;
  /** Exact subjects apart from wildcards: ten thousand actors must not slow each other down. */
  readonly #exact = new Map<string, Set<Subscriber>>();
  readonly #wild = new Set<Subscriber>();
  #turn = 0;

  constructor(options: MemoryBrokerOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.#schedule = options.schedule ?? queueMicrotask;
    this.#report = options.report ?? (() => {});
  }

  connect(): Bus {
    return new MemoryBus(this);
  }

  /** Returns its own removal. */
  add(subject: string, subscriber: Subscriber): () => void {
    if (subscriber.pattern.some((token) => token === "*" || token === ">")) {
      this.#wild.add(subscriber);
      return () => this.#wild.delete(subscriber);
    }
    const same = this.#exact.get(subject) ?? new Set();
    this.#exact.set(subject, same.add(subscriber));
    return () => {
      same.delete(subscriber);
      if (same.size === 0 && this.#exact.get(subject) === same) this.#exact.delete(subject);
    };
  }

  /** Returns to how many subscribers it goes. */
  send(subject: string, data: Uint8Array, reply?: (data: Uint8Array) => void): number {
    const chosen = this.#choose(subject);
    for (const subscriber of chosen) {
      this.#schedule(() => {
        if (subscriber.owner.connected) this.#deliver(subscriber, subject, data, reply);
      });
    }
    return chosen.length;
  }

  schedule(run: () => void): void {
    this.#schedule(run);
  }

  #choose(subject: string): Subscriber[] {
    const tokens = subject.split(".");
    const chosen: Subscriber[] = [];
    const queues = new Map<string, Subscriber[]>();
    const consider = (subscriber: Subscriber) => {
      if (subscriber.queue === undefined) chosen.push(subscriber);
      else queues.set(subscriber.queue, [...queues.get(subscriber.queue) ?? [], subscriber]);
    };
    for (const subscriber of this.#exact.get(subject) ?? []) consider(subscriber);
    for (const subscriber of this.#wild) {
      if (matches(subscriber.pattern, tokens)) consider(subscriber);
    }
    for (const members of queues.values()) {
      const member = members[this.#turn++ % members.length];
      if (member) chosen.push(member);
    }
    return chosen;
  }

  #deliver(
    subscriber: Subscriber,
    subject: string,
    data: Uint8Array,
    reply: ((data: Uint8Array) => void) | undefined,
  ): void {
    const message: BusMessage = {
      subject,
      body: decode(data),
      expectsReply: reply !== undefined,
      respond: (body) => reply?.(encode(body)),
    };
    const failed = (error: unknown) => this.#report(error, subject);
    try {
      subscriber.handler(message)?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

class MemoryBus implements Bus {
  readonly #broker: MemoryBroker;
  /** Ends of subscriptions and of requests without an answer. */
  readonly #removals = new Set<() => void>();
  readonly #listeners = new Set<(status: BusStatus) => void>();
  #closed = false;

  constructor(broker: MemoryBroker) {
    this.#broker = broker;
  }

  get connected(): boolean {
    return !this.#closed;
  }

  publish(subject: string, body: unknown): void {
    this.#checkOpen();
    this.#broker.send(subject, encode(body));
  }

  request(subject: string, body: unknown, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#checkOpen();
      const end = () => {
        cancel();
        this.#removals.delete(abandon);
      };
      const cancel = this.#broker.clock.after(timeoutMs, () => {
        end();
        reject(new RequestTimeoutError(subject, timeoutMs));
      });
      const abandon = () => {
        cancel();
        reject(new BusUnavailableError("it was closed"));
      };
      this.#removals.add(abandon);
      const receivers = this.#broker.send(subject, encode(body), (data) => {
        this.#broker.schedule(() => {
          end();
          resolve(decode(data));
        });
      });
      if (receivers > 0) return;
      end();
      reject(new NoRespondersError(subject));
    });
  }

  subscribe(subject: string, options: SubscribeOptions, handler: BusHandler): BusSubscription {
    this.#checkOpen();
    const remove = this.#broker.add(subject, {
      owner: this,
      pattern: subject.split("."),
      queue: options.queue,
      handler,
    });
    this.#removals.add(remove);
    const unsubscribe = () => {
      remove();
      this.#removals.delete(remove);
      return Promise.resolve();
    };
    return { subject, unsubscribe, [Symbol.asyncDispose]: unsubscribe };
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  flush(): Promise<void> {
    return new Promise((resolve) => this.#broker.schedule(resolve));
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      for (const remove of this.#removals) remove();
      this.#removals.clear();
      for (const listener of this.#listeners) listener({ type: "closed" });
    }
    return Promise.resolve();
  }

  #checkOpen(): void {
    if (this.#closed) throw new BusUnavailableError("it was closed");
  }
}

/** NATS wildcards: `*` is one token, a final `>` one or more. */
function matches(pattern: readonly string[], tokens: readonly string[]): boolean {
  for (const [index, part] of pattern.entries()) {
    if (part === ">") return tokens.length > index;
    if (index >= tokens.length || (part !== "*" && part !== tokens[index])) return false;
  }
  return pattern.length === tokens.length;
}
