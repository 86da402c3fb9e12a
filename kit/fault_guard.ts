/**
 * Keeps known faults of libraries from ending the process: what they throw outside any promise, where
 * whoever waits is told of the same by other means. Handlers that may come before ask `expects` first.
 */
export class FaultGuard {
  static readonly #guards = new Set<FaultGuard>();
  readonly #isKnown: (error: unknown) => boolean;
  readonly #onFault: (error: unknown) => void;

  constructor(isKnown: (error: unknown) => boolean, onFault: (error: unknown) => void) {
    this.#isKnown = isKnown;
    this.#onFault = onFault;
    FaultGuard.#guards.add(this);
    globalThis.addEventListener("error", this.#onEvent);
    globalThis.addEventListener("unhandledrejection", this.#onEvent);
  }

  /** Whether some guard takes this error. */
  static expects(error: unknown): boolean {
    return [...FaultGuard.#guards].some((guard) => guard.#isKnown(error));
  }

  release(): void {
    FaultGuard.#guards.delete(this);
    globalThis.removeEventListener("error", this.#onEvent);
    globalThis.removeEventListener("unhandledrejection", this.#onEvent);
  }

  readonly #onEvent = (event: ErrorEvent | PromiseRejectionEvent): void => {
    const error: unknown = event instanceof ErrorEvent ? event.error : event.reason;
    if (!this.#isKnown(error)) return;
    event.preventDefault();
    this.#onFault(error);
  };
}
