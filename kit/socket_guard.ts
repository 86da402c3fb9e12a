import { FaultGuard } from "./fault_guard.ts";

/** A server that has just refused or dropped a connection resets it a little later. */
const LATE_RESET_MS = 1_000;

const RESETS: ReadonlySet<unknown> = new Set([
  "ECONNRESET",
  "EPIPE",
  // The client greets a server on a connection that has ended meanwhile.
  "ERR_STREAM_WRITE_AFTER_END",
]);

/**
 * Keeps resets of one client's sockets from ending the process. The NATS client leaves a socket
 * behind when a server refuses its credentials, be it at the start or when a restarted server has
 * not loaded its accounts yet, and the reset of that socket surfaces outside any promise.
 *
 * Only resets in times of trouble are taken; everything else is for the process's own handlers.
 */
export class SocketGuard {
  readonly #guard: FaultGuard;
  /** `performance.now()` until when resets are expected. */
  #troubledUntil = Infinity;
  #resets = 0;

  constructor(onReset: (error: unknown) => void = () => {}) {
    const isKnown = (error: unknown) => isReset(error) && performance.now() <= this.#troubledUntil;
    this.#guard = new FaultGuard(isKnown, (error) => {
      this.#resets++;
      onReset(error);
    });
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
    this.#guard.release();
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Error && "code" in error && RESETS.has(error.code);
}
