import { FaultGuard } from "./fault_guard.ts";

/**
 * A server that has just refused or dropped a connection resets it a little later, and a process that got no
 * time meanwhile reads that later still.
 */
const LATE_RESET_MS = 10_000;

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
  /** `performance.now()` until when resets of clients that were given up are expected. */
  static #lateUntil = -Infinity;
  /** One for all of them, which stays: the last reset may come when nobody is there any more. */
  static #late: FaultGuard | undefined;
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

  /** The client is over. */
  release(): void {
    if (performance.now() <= this.#troubledUntil) SocketGuard.#expectLate();
    this.#guard.release();
  }

  static #expectLate(): void {
    this.#lateUntil = performance.now() + LATE_RESET_MS;
    this.#late ??= new FaultGuard(
      (error) => isReset(error) && performance.now() <= this.#lateUntil,
      () => {},
    );
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Error && "code" in error && RESETS.has(error.code);
}
