import type { Logger } from "./log.ts";
import { FaultGuard } from "./fault_guard.ts";

/** All closers together; later the process ends anyway. */
const SHUTDOWN_DEADLINE_MS = 10_000;
const EXIT_FAULT = 1;
/** Signals within this belong together: one Ctrl-C may come from the terminal and a supervisor. */
const SAME_SIGNAL_MS = 1_000;

/** Something that has to be closed before the process may end. */
export interface Closer {
  name: string;
  close(): void | Promise<void>;
}

export interface ShutdownOptions {
  logger: Logger;
  deadlineMs?: number;
  /** Ends the process; a test watches instead. */
  exit?: (code: number) => void;
}

/**
 * Ends a process in order. Closers run one after the other, last added first, so that what was opened
 * on top of something closes before it: sockets, then actors, then bus. One that fails or hangs does
 * not keep the rest from closing.
 */
export class Shutdown {
  readonly #logger: Logger;
  readonly #deadlineMs: number;
  readonly #exit: (code: number) => void;
  readonly #closers: Closer[] = [];
  readonly #removals: (() => void)[] = [];
  #ending: Promise<void> | undefined;
  #signalledMs: number | undefined;

  constructor(options: ShutdownOptions) {
    this.#logger = options.logger;
    this.#deadlineMs = options.deadlineMs ?? SHUTDOWN_DEADLINE_MS;
    this.#exit = options.exit ?? ((code) => Deno.exit(code));
  }

  /** Whether the process is on its way out; readiness says no from then on. */
  get ending(): boolean {
    return this.#ending !== undefined;
  }

  add(name: string, close: Closer["close"]): void {
    this.#closers.push({ name, close });
  }

  /**
   * Ends on SIGTERM and SIGINT, at once on a second one, and after an error nobody caught, which is
   * logged first.
   */
  listen(): void {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const onSignal = () => this.#onSignal(signal);
      Deno.addSignalListener(signal, onSignal);
      this.#removals.push(() => Deno.removeSignalListener(signal, onSignal));
    }
    const onError = (event: ErrorEvent) => {
      event.preventDefault();
      this.#fault(event.error);
    };
    const onRejection = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      this.#fault(event.reason);
    };
    globalThis.addEventListener("error", onError);
    globalThis.addEventListener("unhandledrejection", onRejection);
    this.#removals.push(() => {
      globalThis.removeEventListener("error", onError);
      globalThis.removeEventListener("unhandledrejection", onRejection);
    });
  }

  /** Closes everything and exits with `code`. Every call waits for the same end. */
  end(reason: string, code = 0): Promise<void> {
    return this.#ending ??= this.#close(reason, code);
  }

  #onSignal(signal: Deno.Signal): void {
    const nowMs = performance.now();
    const firstMs = this.#signalledMs ??= nowMs;
    if (nowMs - firstMs < SAME_SIGNAL_MS) return this.#end(signal, 0);
    this.#logger.warn({ signal }, "ended before everything was closed, as told");
    this.#exit(EXIT_FAULT);
  }

  #fault(error: unknown): void {
    if (FaultGuard.expects(error)) return;
    this.#logger.fatal({ err: error }, "uncaught error");
    this.#end("uncaught error", EXIT_FAULT);
  }

  #end(reason: string, code: number): void {
    this.end(reason, code).catch((error) => {
      this.#logger.fatal({ err: error }, "shutdown failed");
      this.#exit(EXIT_FAULT);
    });
  }

  async #close(reason: string, code: number): Promise<void> {
    this.#logger.info({ reason }, "ending");
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), this.#deadlineMs);
    });
    const outcome = await Promise.race([this.#closeAll(), deadline]);
    clearTimeout(timer);
    for (const remove of this.#removals) remove();
    if (outcome === "late") {
      this.#logger.error({ deadlineMs: this.#deadlineMs }, "ended before everything was closed");
    }
    this.#exit(outcome === "late" ? EXIT_FAULT : code);
  }

  async #closeAll(): Promise<"closed"> {
    for (let closer; (closer = this.#closers.pop());) {
      try {
        await closer.close();
      } catch (error) {
        this.#logger.error({ err: error, closer: closer.name }, "closing failed");
      }
    }
    return "closed";
  }
}
