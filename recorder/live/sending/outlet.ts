import { type Clock, type Logger, sleep } from "../../../kit/mod.ts";
import type { LiveConnection } from "../../../protocol/mod.ts";
import { CONNECT_MS, RECONNECT_PAUSE_MS, STALLED_MS, TICK_MS } from "../limits.ts";
import { UnreachableError } from "./reach.ts";
import { Sender, type SenderOptions } from "./sender.ts";
import { TsGate } from "./ts_gate.ts";

const NOT_TAKEN = "the server does not take the stream";
const CLOSED = "the server has closed the connection";
const STALLED = "the server takes nothing any more";
const TOO_SLOW = "the way to the server is too slow";

export interface OutletOptions extends Omit<SenderOptions, "onProgress" | "onEnd"> {
  readonly liveId: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How one connection goes. */
interface Try {
  progressedMs: number;
  /** The server takes the stream. */
  isLive: boolean;
  /** It has, at some time. */
  wasLive: boolean;
  readonly over: AbortController;
  reason: string | undefined;
}

/**
 * Keeps the stream on its way to its server: when a connection breaks, another one begins with the next
 * key frame, after a pause that grows. How long that may take is the room's to decide.
 */
export class Outlet {
  readonly #options: OutletOptions;
  readonly #gate = new TsGate();
  readonly #closed = new AbortController();
  readonly #running: Promise<void>;
  #sender: Sender | undefined;
  #try: Try | undefined;
  #reason: string | undefined;

  constructor(options: OutletOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  get connection(): LiveConnection {
    if (this.#try?.isLive) return { live: true };
    return { live: false, ...(this.#reason !== undefined && { reason: this.#reason }) };
  }

  /** Of the encoder, as it comes. */
  push(bytes: Uint8Array): void {
    for (const piece of this.#gate.push(bytes)) {
      if (this.#sender && !this.#sender.send(piece)) this.#give(TOO_SLOW);
    }
  }

  /** Another encoder begins: its time is another one. */
  restart(): void {
    this.#give("it is being encoded anew");
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#try?.over.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, logger, liveId } = this.#options;
    const { signal } = this.#closed;
    let failures = 0;
    while (!signal.aborted) {
      const wasLive = await this.#attempt();
      if (signal.aborted) return;
      failures = wasLive ? 0 : failures + 1;
      logger.warn({ liveId, reason: this.#reason, failures }, "a live stream is not taken");
      const pauseMs = RECONNECT_PAUSE_MS.first * 2 ** Math.min(failures, 10);
      await sleep(clock, Math.min(pauseMs, RECONNECT_PAUSE_MS.max), signal);
    }
  }

  /** One connection from its beginning to its end; whether the server took anything. */
  async #attempt(): Promise<boolean> {
    const { clock } = this.#options;
    const own: Try = {
      progressedMs: clock.monotonicMs(),
      isLive: false,
      wasLive: false,
      over: new AbortController(),
      reason: undefined,
    };
    this.#try = own;
    try {
      this.#gate.close();
      this.#sender = await Sender.open({
        ...this.#options,
        onProgress: (sentUs) => {
          own.progressedMs = clock.monotonicMs();
          if (sentUs > 0) own.isLive = own.wasLive = true;
        },
        onEnd: () => own.over.abort(),
      });
      // From its beginning on: what came before it was there is not for it.
      this.#gate.close();
      await this.#watch(own);
    } catch (error) {
      if (!(error instanceof UnreachableError)) {
        this.#options.logger.error({ err: error }, "a sender could not be started");
      }
      own.reason = error instanceof UnreachableError ? error.message : NOT_TAKEN;
    } finally {
      own.isLive = false;
      this.#reason = own.reason ?? (own.wasLive ? CLOSED : NOT_TAKEN);
      const sender = this.#sender;
      this.#sender = undefined;
      await sender?.end(this.#closed.signal.aborted && own.wasLive ? "in order" : "now");
    }
    return own.wasLive;
  }

  /** Resolves when it is over, for whatever reason. */
  async #watch(own: Try): Promise<void> {
    const { clock } = this.#options;
    while (!own.over.signal.aborted) {
      const silentMs = clock.monotonicMs() - own.progressedMs;
      if (silentMs > (own.isLive ? STALLED_MS : CONNECT_MS)) {
        return this.#give(own.isLive ? STALLED : NOT_TAKEN);
      }
      await sleep(clock, TICK_MS, own.over.signal);
    }
  }

  #give(reason: string): void {
    if (!this.#try) return;
    this.#try.reason ??= reason;
    this.#try.over.abort();
  }
}
