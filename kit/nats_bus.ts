import {
  connect,
  createInbox,
  errors,
  type Msg,
  type NatsConnection,
} from "@nats-io/transport-node";
import {
  type Bus,
  type BusHandler,
  type BusMessage,
  BusRefusedError,
  type BusStatus,
  type BusSubscription,
  BusUnavailableError,
  NoRespondersError,
  RequestTimeoutError,
  type SubscribeOptions,
} from "./bus.ts";
import { decode, encode } from "./codec.ts";
import type { Logger } from "./log.ts";
import { SocketGuard } from "./socket_guard.ts";

/** Between attempts to reach the server again: short, since a call waits; jittered against herds. */
const RECONNECT_WAIT_MS = 100;
const RECONNECT_JITTER_MS = 150;
/** Two missed pings at this interval and a silent connection counts as dead: after 4 to 6 s. */
const PING_INTERVAL_MS = 2_000;
const PINGS_OUT_MAX = 2;
const CONNECT_TIMEOUT_MS = 5_000;
/** How often a first connection is tried whose credentials the server has not got in its time. */
const LATE_CREDENTIALS_MAX = 4;
/** The reset of a refused connection may come so much later than the refusal. */
const LATE_RESET_MS = 250;
/** A server that refuses our credentials is tried several times a second: told less often. */
const REFUSAL_LOG_EVERY_MS = 30_000;

export interface NatsBusOptions {
  servers: readonly string[];
  /** Shown in the server's connection list. */
  name: string;
  logger: Logger;
  user?: string;
  password?: string;
}

/** A bus over a real NATS connection; `connection` is for JetStream. */
export interface NatsBus extends Bus {
  readonly connection: NatsConnection;
  /** A fresh subject under this user's own inbox prefix, for replies in many parts. */
  inbox(): string;
}

/**
 * Connects, and from then on reconnects for ever. Replies come to `_INBOX.<user>.>`, so that
 * permissions can keep one user from reading another's.
 *
 * Rejects with {@linkcode BusUnavailableError} when no server answers, and with
 * {@linkcode BusRefusedError} when the credentials are wrong.
 */
export async function connectNats(options: NatsBusOptions): Promise<NatsBus> {
  const { user, password } = options;
  const inboxPrefix = `_INBOX.${user ?? options.name}`;
  const guard = new SocketGuard((error) =>
    options.logger.debug({ err: error }, "bus socket reset")
  );
  try {
    const connection = await connectInTime({
      servers: [...options.servers],
      name: options.name,
      inboxPrefix,
      ...(user !== undefined && { user }),
      ...(password !== undefined && { pass: password }),
      timeout: CONNECT_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      reconnectJitter: RECONNECT_JITTER_MS,
      reconnectJitterTLS: RECONNECT_JITTER_MS,
      pingInterval: PING_INTERVAL_MS,
      maxPingOut: PINGS_OUT_MAX,
      // A restarting server may refuse credentials until its accounts are loaded.
      ignoreAuthErrorAbort: true,
      // Stack traces per request cost a third of the throughput.
      noAsyncTraces: true,
    });
    return new NatsConnectionBus(connection, { inboxPrefix, guard, logger: options.logger });
  } catch (error) {
    const where = options.servers.join(", ");
    await new Promise((resolve) => setTimeout(resolve, LATE_RESET_MS));
    guard.release();
    const refused = (error instanceof errors.AuthorizationError && !isLate(error)) ||
      (error instanceof errors.TimeoutError && guard.resets > 0);
    if (refused) throw new BusRefusedError(where, user ?? "", { cause: error });
    throw new BusUnavailableError(
      `NATS at ${where} does not answer (${error instanceof Error ? error.message : error})`,
      { cause: error },
    );
  }
}

/**
 * A server waits a second or so for our credentials and then says "Authentication Timeout". That is no
 * refusal: a process that starts with others on a busy machine stands still for as long.
 */
async function connectInTime(options: Parameters<typeof connect>[0]): Promise<NatsConnection> {
  for (let attempt = 1;; attempt++) {
    try {
      return await connect(options);
    } catch (error) {
      if (!isLate(error) || attempt === LATE_CREDENTIALS_MAX) throw error;
    }
  }
}

function isLate(error: unknown): boolean {
  return error instanceof errors.AuthorizationError && /timeout/i.test(error.message);
}

class NatsConnectionBus implements NatsBus {
  readonly connection: NatsConnection;
  readonly #inboxPrefix: string;
  readonly #logger: Logger;
  readonly #listeners = new Set<(status: BusStatus) => void>();
  readonly #guard: SocketGuard;
  #connected = true;
  #refusalLoggedAt = -Infinity;

  constructor(
    connection: NatsConnection,
    { inboxPrefix, guard, logger }: { inboxPrefix: string; guard: SocketGuard; logger: Logger },
  ) {
    this.connection = connection;
    this.#inboxPrefix = inboxPrefix;
    this.#guard = guard;
    this.#logger = logger;
    guard.well();
    this.#followStatus().catch((error) => logger.error({ err: error }, "bus status ended"));
    connection.closed().then((reason) => {
      this.#connected = false;
      guard.release();
      if (reason) logger.error({ err: reason }, "bus closed by an error");
      this.#tell({ type: "closed" });
    }).catch((error) => logger.error({ err: error }, "bus close failed"));
  }

  get connected(): boolean {
    return this.#connected;
  }

  inbox(): string {
    return createInbox(this.#inboxPrefix);
  }

  publish(subject: string, body: unknown): void {
    try {
      this.connection.publish(subject, encode(body));
    } catch (error) {
      throw asBusError(error, subject, 0);
    }
  }

  async request(subject: string, body: unknown, timeoutMs: number): Promise<unknown> {
    try {
      const reply = await this.connection.request(subject, encode(body), { timeout: timeoutMs });
      return decode(reply.data);
    } catch (error) {
      throw asBusError(error, subject, timeoutMs);
    }
  }

  subscribe(subject: string, options: SubscribeOptions, handler: BusHandler): BusSubscription {
    const report = (error: unknown) =>
      this.#logger.error({ err: error, subject }, "bus handler failed");
    const subscription = this.connection.subscribe(subject, {
      ...(options.queue !== undefined && { queue: options.queue }),
      callback: (error, message) => {
        if (error) return report(error);
        try {
          handler(new NatsMessage(message, report))?.catch(report);
        } catch (thrown) {
          report(thrown);
        }
      },
    });
    const unsubscribe = async () => {
      if (subscription.isClosed() || subscription.isDraining()) return;
      // Without a server there is nothing under way that could be lost.
      if (!this.#connected) return subscription.unsubscribe();
      await subscription.drain().catch(() => subscription.unsubscribe());
    };
    return { subject, unsubscribe, [Symbol.asyncDispose]: unsubscribe };
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async flush(): Promise<void> {
    try {
      await this.connection.flush();
    } catch (error) {
      throw asBusError(error, "PING", 0);
    }
  }

  async close(): Promise<void> {
    if (this.connection.isClosed()) return;
    // Draining sends what is buffered; without a server there is nobody to send it to.
    if (!this.#connected) return await this.connection.close();
    await this.connection.drain().catch(() => this.connection.close());
  }

  async #followStatus(): Promise<void> {
    for await (const status of this.connection.status()) {
      switch (status.type) {
        case "disconnect":
          this.#connected = false;
          this.#guard.troubled();
          this.#tell({ type: "disconnected", reason: status.server });
          break;
        case "reconnect":
          this.#connected = true;
          this.#guard.well();
          this.#tell({ type: "connected" });
          break;
        case "slowConsumer":
          this.#tell({ type: "slow-consumer", subject: status.sub.getSubject() });
          break;
        case "error":
          if (status.error instanceof errors.AuthorizationError) this.#logRefusal(status.error);
          this.#tell({ type: "error", reason: status.error.message });
          break;
        default: // Pings, cluster updates and the like need no answer from us.
      }
    }
  }

  #logRefusal(error: Error): void {
    const now = performance.now();
    if (now - this.#refusalLoggedAt < REFUSAL_LOG_EVERY_MS) return;
    this.#refusalLoggedAt = now;
    this.#logger.error({ err: error }, "NATS refuses our credentials; we keep trying");
  }

  #tell(status: BusStatus): void {
    for (const listener of this.#listeners) listener(status);
  }
}

class NatsMessage implements BusMessage {
  readonly #message: Msg;
  readonly #report: (error: unknown) => void;

  constructor(message: Msg, report: (error: unknown) => void) {
    this.#message = message;
    this.#report = report;
  }

  get subject(): string {
    return this.#message.subject;
  }

  get body(): unknown {
    return decode(this.#message.data);
  }

  get expectsReply(): boolean {
    return this.#message.reply !== undefined && this.#message.reply !== "";
  }

  respond(body: unknown): void {
    try {
      this.#message.respond(encode(body));
    } catch (error) {
      this.#report(error);
    }
  }
}

function asBusError(error: unknown, subject: string, timeoutMs: number): Error {
  if (error instanceof errors.NoRespondersError) {
    return new NoRespondersError(subject, { cause: error });
  }
  if (error instanceof errors.TimeoutError) {
    return new RequestTimeoutError(subject, timeoutMs, { cause: error });
  }
  if (error instanceof errors.RequestError && error.isNoResponders()) {
    return new NoRespondersError(subject, { cause: error });
  }
  return new BusUnavailableError(error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
