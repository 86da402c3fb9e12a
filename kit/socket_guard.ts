/** A server that has just refused or dropped a connection resets it a little later. */
const LATE_RESET_MS = 1_000;

const RESETS: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE"]);

/**
 * Keeps resets of one client's sockets from ending the process. The NATS client leaves a socket
 * behind when a server refuses its credentials, be it at the start or when a restarted server has
 * not loaded its accounts yet, and the reset of that socket surfaces outside any promise.
 *
 * Only resets in times of trouble are taken; everything else is for the process's own handlers,
 * which ask `SocketGuard.expects` first.
 */
export class SocketGuard {
  static readonly #guards = new Set<SocketGuard>();
  readonly #onReset: (error: Error) => void;
  /** `performance.now()` until when resets are expected. */
  #troubledUntil = Infinity;
  #resets = 0;

  constructor(onReset: (error: Error) => void = () => {}) {
    this.#onReset = onReset;
    SocketGuard.#guards.add(this);
    globalThis.addEventListener("error", this.#onEvent);
    globalThis.addEventListener("unhandledrejection", this.#onEvent);
  }

  /** Whether some guard takes this error. For handlers that may come before it. */
  static expects(error: unknown): boolean {
    return [...SocketGuard.#guards].some((guard) => guard.#expects(error));
  }

  /** Resets taken so far. */
  get resets(): number {
    return this.#resets;
  }

  /** The connection is lost, or not made yet. */
  troubled(): void {
    this.#troubledUntil = Infinity;
  }

  /** The connection stands, as it seems. */
  well(): void {
    this.#troubledUntil = performance.now() + LATE_RESET_MS;
  }

  release(): void {
    SocketGuard.#guards.delete(this);
    globalThis.removeEventListener("error", this.#onEvent);
    globalThis.removeEventListener("unhandledrejection", this.#onEvent);
  }

  #expects(error: unknown): error is Error {
    if (!(error instanceof Error) || !("code" in error) || !RESETS.has(error.code)) return false;
    return performance.now() <= this.#troubledUntil;
  }

  readonly #onEvent = (event: ErrorEvent | PromiseRejectionEvent): void => {
    const error: unknown = event instanceof ErrorEvent ? event.error : event.reason;
    if (!this.#expects(error)) return;
    event.preventDefault();
    this.#resets++;
    this.#onReset(error);
  };
}
