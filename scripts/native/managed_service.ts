/** One running server: its process, its log, and its restarts. */
import { TextLineStream } from "../worker/text_lines.ts";
import { findCommand } from "../lib/command.ts";
import { NotReadyError, waitUntil } from "./health.ts";
import type { LogFile } from "./log_file.ts";
import { decideRestart } from "./restart_policy.ts";
import type { Service } from "./service.ts";

/** How much of a server's output is quoted when it ends by itself. */
const TAIL_LINES = 20;
/** Crash times kept; more than the restart policy looks at. */
const CRASHES_KEPT = 32;

/** What a server's owner is told. */
export interface ServiceEvents {
  /** A line for the terminal. */
  line(service: Service, text: string): void;
  notice(service: Service, text: string): void;
  /** It kept ending and is not started again. */
  gaveUp(service: Service): void;
}

export class ManagedService {
  readonly service: Service;
  readonly #log: LogFile;
  readonly #events: ServiceEvents;
  readonly #crashedAt: number[] = [];
  readonly #stopping = new AbortController();
  /** The loop that keeps it running; resolves when it is down for good. */
  #life: Promise<void> | undefined;
  #child: Deno.ChildProcess | undefined;
  #tail: string[] = [];

  constructor(service: Service, log: LogFile, events: ServiceEvents) {
    this.service = service;
    this.#log = log;
    this.#events = events;
  }

  /** The running process, if any. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts it and resolves when it is ready; from then on it is kept running.
   *
   * @throws NotReadyError with the end of its output if it ends or stays unready instead.
   */
  async start(): Promise<void> {
    const ended = this.#spawn();
    await this.#waitReady(ended);
    this.#life = this.#keep(ended);
  }

  /** Ends it in order, or by force when it takes too long. Safe to call at any time. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child) {
      kill(child, this.service.stopSignal);
      const timer = setTimeout(() => {
        this.#events.notice(
          this.service,
          `still there after ${this.service.stopTimeoutMs} ms; killed`,
        );
        kill(child, "SIGKILL");
      }, this.service.stopTimeoutMs);
      await child.status.finally(() => clearTimeout(timer));
    }
    await this.#life;
  }

  /** Starts the process; the promise resolves to a few words on how it ended. */
  #spawn(): Promise<string> {
    const { command, args, env, cwd } = this.service;
    this.#tail = [];
    const [program, ...words] = withGuards(this.service, [command, ...args]);
    const child = new Deno.Command(program ?? command, {
      args: words,
      env: { ...env },
      clearEnv: true,
      cwd,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // A process group of its own: Ctrl-C reaches us alone, and we end everything in order.
      detached: true,
    }).spawn();
    this.#child = child;
    const output = Promise.all([this.#pump(child.stdout), this.#pump(child.stderr)]);
    return Promise.all([child.status, output]).then(([status]) => {
      this.#child = undefined;
      return status.signal ? `by ${status.signal}` : `with code ${status.code}`;
    });
  }

  async #waitReady(ended: Promise<string>): Promise<void> {
    const { name, ready, readyTimeoutMs } = this.service;
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, this.#stopping.signal]);
    void ended.then((how) =>
      gone.abort(new NotReadyError(`Cannot start ${name}: it ended ${how}${this.#quote()}`))
    );
    try {
      await waitUntil(`${name} is ready`, ready, readyTimeoutMs, signal);
      // Something else may answer on its port while it could not start.
      signal.throwIfAborted();
    } catch (error) {
      if (!(error instanceof NotReadyError) || gone.signal.aborted) throw error;
      throw new NotReadyError(`${error.message}${this.#quote()}`);
    }
  }

  /** Waits for the process to end, and starts it again while that makes sense. */
  async #keep(firstEnd: Promise<string>): Promise<void> {
    let ended = firstEnd;
    while (true) {
      const how = await ended;
      if (this.#stopping.signal.aborted) return;
      const now = performance.now();
      this.#crashedAt.push(now);
      if (this.#crashedAt.length > CRASHES_KEPT) this.#crashedAt.shift();
      const decision = decideRestart(this.#crashedAt, now);
      if (!decision.restart) {
        this.#events.notice(this.service, `ended ${how}, too often: not started again`);
        this.#events.gaveUp(this.service);
        return;
      }
      this.#events.notice(this.service, `ended ${how}; starting again in ${decision.afterMs} ms`);
      await pause(decision.afterMs, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      ended = this.#spawn();
      try {
        await this.#waitReady(ended);
        this.#events.notice(this.service, `is back as process ${this.pid}`);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#events.notice(this.service, error instanceof Error ? error.message : String(error));
        if (this.#child) kill(this.#child, "SIGKILL");
      }
    }
  }

  async #pump(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of lines) {
      this.#log.writeLine(line);
      this.#tail.push(line);
      if (this.#tail.length > TAIL_LINES) this.#tail.shift();
      if (!this.service.quiet?.test(line)) this.#events.line(this.service, line);
    }
  }

  #quote(): string {
    return this.#tail.length === 0 ? "" : `; its last words:\n  ${this.#tail.join("\n  ")}`;
  }
}

/**
 * The command line with what util-linux's `setpriv` adds: less rights, and an end with ours: the
 * system sends the stop signal if we die without one (kill -9).
 */
function withGuards(service: Service, line: readonly string[]): string[] {
  const setpriv = findCommand("setpriv");
  if (!setpriv) {
    if (!service.account) return [...line];
    throw new Error(
      `Cannot start ${service.name} with less rights: setpriv (util-linux) is missing`,
    );
  }
  const { account, stopSignal } = service;
  return [
    setpriv,
    "--pdeathsig",
    stopSignal.replace(/^SIG/, ""),
    ...(account
      ? ["--reuid", `${account.uid}`, "--regid", `${account.gid}`, "--clear-groups"]
      : []),
    "--",
    ...line,
  ];
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has just ended.
  }
}

/** Resolves after `ms`, or when `signal` aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish, { once: true });
  });
}
