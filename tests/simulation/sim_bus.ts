/** One process's connection to the simulated bus. */
import {
  type Bus,
  type BusHandler,
  type BusStatus,
  type BusSubscription,
  BusUnavailableError,
  decode,
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
  #line: "up" | "stuck" | "down" = "up";
  /** What waits for the line to come back. */
  readonly #stuck: (() => void)[] = [];
  readonly #listeners = new Set<(status: BusStatus) => void>();
  /** Messages that would arrive after this moment are lost. */
  #lostAfterMs = Infinity;
  /** Added to the latency of everything it sends and receives, at most. */
  slownessMs = 0;
  /** What it sends before this moment waits in its own buffer. */
  heldUntilMs = 0;

  constructor(network: Network, process: Process) {
    this.#network = network;
    this.process = process;
  }

  get connected(): boolean {
    return !this.#closed && this.#line !== "down";
  }

  /** What handlers threw: bugs. */
  get faults(): unknown[] {
    return this.#network.faults;
  }

  /** Whether the server still counts on its subscriptions. */
  get known(): boolean {
    return this.connected && this.process.alive;
  }

  /** Whether nothing gets through for now; nothing is lost by that, as TCP sends it again. */
  get stuck(): boolean {
    return this.#line === "stuck";
  }

  /** Nothing passes. `noticed`: the connection is given up at both ends, and what was on it is lost. */
  cut(noticed: boolean): void {
    if (this.#line === "down") return;
    this.#line = noticed ? "down" : "stuck";
    if (noticed) this.#tell({ type: "disconnected", reason: "the simulation's doing" });
  }

  mend(): void {
    const wasDown = this.#line === "down";
    this.#line = "up";
    for (const go of this.#stuck.splice(0)) go();
    if (wasDown) this.#tell({ type: "connected" });
  }

  /** Calls `go` once the line is back. */
  whenMended(go: () => void): void {
    this.#stuck.push(go);
  }

  /** Ends with its process; what would have arrived after `lostAfterMs` is lost. */
  die(lostAfterMs: number): void {
    this.#lostAfterMs = lostAfterMs;
    this.#close();
  }

  /** Whether a message of it that arrives at `atMs` is lost. */
  lost(atMs: number): boolean {
    return this.#line === "down" || atMs > this.#lostAfterMs;
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
      if (receivers > 0 || !this.connected) return;
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

  onStatus(listener: (status: BusStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.#network.scheduler.after(
        this.process,
        LATENCY_MS.to,
        () => this.stuck ? this.whenMended(resolve) : resolve(),
      );
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

  #tell(status: BusStatus): void {
    if (!this.process.alive || this.#closed) return;
    for (const listener of this.#listeners) listener(status);
  }

  #close(): void {
    if (!this.#closed) this.#tell({ type: "closed" });
    this.#closed = true;
    for (const remove of this.#removals) remove();
    this.#removals.clear();
  }

  #checkOpen(): void {
    if (this.#closed) throw new BusUnavailableError("it was closed");
  }
}

/** A value as it travels; bytes that are not JSON travel as nothing. */
function toJson(body: unknown): string {
  if (body instanceof Uint8Array) return JSON.stringify(decode(body)) ?? "";
  return JSON.stringify(body) ?? "null";
}
