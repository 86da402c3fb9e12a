/** A server that has just refused or dropped a connection resets it a little later. */
const LATE_RESET_MS = 1_000;

const RESETS: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE"]);

/**
 * Keeps resets of one client's sockets from ending the process. The NATS client leaves a socket
 * behind when a server refuses its credentials, be it at the start or when a restarted server has
 * not loaded its accounts yet, and the reset of that socket surfaces outside any promise.
 *
 * Only resets in times of trouble are taken; the process's own handlers see everything else.
 */
export class SocketGuard {
  readonly #onReset: (error: Error) => void;
  /** `performance.now()` until when resets are expected. */
  #troubledUntil = Infinity;
  #resets = 0;

  constructor(onReset: (error: Error) => void = () => {}) {
    this.#onReset = onReset;
    // Before the process's own handlers, which end it.
    globalThis.addEventListener("error", this.#onEvent, { capture: true });
    globalThis.addEventListener("unhandledrejection", this.#onEvent, { capture: true });
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
    globalThis.removeEventListener("error", this.#onEvent, { capture: true });
    globalThis.removeEventListener("unhandledrejection", this.#onEvent, { capture: true });
  }

  readonly #onEvent = (event: ErrorEvent | PromiseRejectionEvent): void => {
    const error: unknown = event instanceof ErrorEvent ? event.error : event.reason;
    if (!(error instanceof Error) || !("code" in error) || !RESETS.has(error.code)) return;
    if (performance.now() > this.#troubledUntil) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#resets++;
    this.#onReset(error);
  };
}
