/**
 * The bus as our code sees it: subjects, JSON bodies, typed errors. `connectNats` and `MemoryBroker`
 * implement it with the same behaviour; one contract suite runs against both.
 */

/** A message as a subscriber receives it. */
export interface BusMessage {
  readonly subject: string;
  /** The decoded JSON, or `undefined` if the bytes were not JSON. Parse it with a schema. */
  readonly body: unknown;
  /** Whether the sender waits for an answer. */
  readonly expectsReply: boolean;
  /** Answers a request; does nothing for a plain publish. Never throws. */
  respond(body: unknown): void;
}

/** What a handler throws or rejects with is reported to the bus's owner and never ends the loop. */
export type BusHandler = (message: BusMessage) => void | Promise<void>;

/** Ends by `unsubscribe()` or `await using`. */
export interface BusSubscription extends AsyncDisposable {
  readonly subject: string;
  /** Resolves when every message the server had already sent has been handled. */
  unsubscribe(): Promise<void>;
}

export interface SubscribeOptions {
  /** Of all subscribers with the same queue name, one gets each message. */
  queue?: string;
}

export type BusStatus =
  | { type: "connected" }
  | { type: "disconnected"; reason: string }
  | { type: "slow-consumer"; subject: string }
  | { type: "error"; reason: string }
  | { type: "closed" };

export interface Bus {
  /** Whether messages flow right now. */
  readonly connected: boolean;
  /** Sends and forgets. Throws {@linkcode BusUnavailableError} once closed. */
  publish(subject: string, body: unknown): void;
  /**
   * Sends and waits for one answer; resolves to its decoded body.
   * Rejects with {@linkcode NoRespondersError}, {@linkcode RequestTimeoutError} or
   * {@linkcode BusUnavailableError}.
   */
  request(subject: string, body: unknown, timeoutMs: number): Promise<unknown>;
  /** Subjects may hold NATS wildcards. The subscription survives reconnects. */
  subscribe(subject: string, options: SubscribeOptions, handler: BusHandler): BusSubscription;
  /** Calls `listener` at each change; returns its own unsubscribe. */
  onStatus(listener: (status: BusStatus) => void): () => void;
  /** Resolves when everything sent so far has reached the server. */
  flush(): Promise<void>;
  /** Ends all subscriptions and the connection. Idempotent. */
  close(): Promise<void>;
}

/** Base of what the bus throws; `code` is stable. */
export abstract class BusError extends Error {
  abstract readonly code: string;
}

/** Nobody subscribes to the subject: the request was certainly not handled. */
export class NoRespondersError extends BusError {
  override readonly name = "NoRespondersError";
  readonly code = "no-responders";
  constructor(subject: string, options?: ErrorOptions) {
    super(`Cannot request "${subject}": nobody answers on it`, options);
  }
}

/** No answer in time: whether the request was handled is unknown. */
export class RequestTimeoutError extends BusError {
  override readonly name = "RequestTimeoutError";
  readonly code = "timeout";
  constructor(subject: string, timeoutMs: number, options?: ErrorOptions) {
    super(`Cannot finish request "${subject}": no answer within ${timeoutMs} ms`, options);
  }
}

/** The bus can't be reached, refused the subject, or was closed. */
export class BusUnavailableError extends BusError {
  override readonly name = "BusUnavailableError";
  readonly code = "bus-unavailable";
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot use the bus: ${reason}`, options);
  }
}

/** The server does not know the user, or not with this password. Trying again won't help. */
export class BusRefusedError extends BusError {
  override readonly name = "BusRefusedError";
  readonly code = "bus-refused";
  constructor(where: string, user: string, options?: ErrorOptions) {
    const reason = `NATS at ${where} refused user "${user}"`;
    super(`Cannot use the bus: ${reason}: check the user name and the password`, options);
  }
}
