/** One process's connection to the simulated bus. */
import {
  type Bus,
  type BusHandler,
  type BusSubscription,
  BusUnavailableError,
  decode,
  encode,
  NoRespondersError,
  RequestTimeoutError,
  type SubscribeOptions,
} from "../../kit/mod.ts";
import { LATENCY_MS, type Network } from "./network.ts";
import type { Process } from "./scheduler.ts";

export class SimBus implements Bus {
  readonly process: Process;
  readonly #network: Network;
  readonly #removals = new Set<() => void>();
  #closed = false;
  #cut = false;
  #noticed = false;
  /** Messages that would arrive after this moment are lost. */
  #lostAfterMs = Infinity;
  /** Added to the latency of everything it sends and receives, at most. */
  slownessMs = 0;
  /** What it sends before this moment waits in its own buffer. */
  heldUntilMs = 0;
  /** What handlers threw: bugs. */
  readonly faults: unknown[] = [];

  constructor(network: Network, process: Process) {
    this.#network = network;
    this.process = process;
  }

  get connected(): boolean {
    return !this.#closed && !(this.#cut && this.#noticed);
  }

  /** Whether the server still counts on its subscriptions. */
  get known(): boolean {
    return !this.#closed && this.process.alive && !(this.#cut && this.#noticed);
  }

  /** Whether a message for it gets through. */
  get reachable(): boolean {
    return !this.#closed && this.process.alive && !this.#cut;
  }

  /** The line is down; `noticed`: both ends know, so nobody waits for it. */
  cut(noticed: boolean): void {
    this.#cut = true;
    this.#noticed = noticed;
  }

  mend(): void {
    this.#cut = false;
    this.#noticed = false;
  }

  /** Ends with its process; what would have arrived after `lostAfterMs` is lost. */
  die(lostAfterMs: number): void {
    this.#lostAfterMs = lostAfterMs;
    this.#close();
  }

  /** Whether a message of it that arrives at `atMs` is lost. */
  lost(atMs: number): boolean {
    return this.#cut || atMs > this.#lostAfterMs;
  }

  publish(subject: string, body: unknown): void {
    this.#checkOpen();
    const json = toJson(body);
    this.#network.observer.published(this.process, subject, body);
    this.#network.send(this, subject, json);
  }

  request(subject: string, body: unknown, timeoutMs: number): Promise<unknown> {
    const { scheduler } = this.#network;
    return new Promise((resolve, reject) => {
      this.#checkOpen();
      const cancel = scheduler.after(
        this.process,
        timeoutMs,
        () => reject(new RequestTimeoutError(subject, timeoutMs)),
      );
      const receivers = this.#network.send(this, subject, toJson(body), (answerer, json) => {
        this.#network.transmit(answerer, this, `reply to ${subject}`, json, () => {
          cancel();
          resolve(JSON.parse(json));
        });
      });
      if (receivers > 0 || this.#cut) return;
      cancel();
      scheduler.after(this.process, LATENCY_MS.to, () => reject(new NoRespondersError(subject)));
    });
  }

  subscribe(subject: string, options: SubscribeOptions, handler: BusHandler): BusSubscription {
    this.#checkOpen();
    const tokens = subject.split(".");
    const remove = this.#network.add(subject, {
      owner: this,
      tokens,
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

  onStatus(): () => void {
    return () => {};
  }

  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.#network.scheduler.after(this.process, LATENCY_MS.to, resolve);
    });
  }

  close(): Promise<void> {
    this.#close();
    return Promise.resolve();
  }

  /** Runs a handler as a real connection does: what it throws is reported. */
  guard(handle: () => void | Promise<void>): void {
    try {
      handle()?.catch((error) => this.faults.push(error));
    } catch (error) {
      this.faults.push(error);
    }
  }

  #close(): void {
    this.#closed = true;
    for (const remove of this.#removals) remove();
    this.#removals.clear();
  }

  #checkOpen(): void {
    if (this.#closed) throw new BusUnavailableError("it was closed");
  }
}

/** Bytes that are not JSON become null, which no schema accepts either. */
function toJson(body: unknown): string {
  return JSON.stringify(body instanceof Uint8Array ? decode(encode(body)) : body) ?? "null";
}
