import { createWorker, type types } from "mediasoup";
import { ChildProcess } from "node:child_process";
import diagnostics from "node:diagnostics_channel";
import process from "node:process";
import { type Clock, ConfigError } from "../kit/mod.ts";
import { WORKER_EXIT_MS, WORKER_START_MS } from "./limits.ts";

/**
 * A worker as a process. mediasoup keeps its child to itself and can only ask it to leave, which one
 * that hangs doesn't hear; the child's own handle needs no permission, ending any process by its
 * number would.
 */
export class WorkerProcess {
  readonly worker: types.Worker;
  readonly #child: ChildProcess;
  readonly #clock: Clock;

  private constructor(worker: types.Worker, child: ChildProcess, clock: Clock) {
    this.worker = worker;
    this.#child = child;
    this.#clock = clock;
  }

  /** Resolves when the process runs; one that doesn't in time is killed. */
  static async start(bin: string, clock: Clock): Promise<WorkerProcess> {
    await assertSpawnable(bin);
    const { starting, child } = observed(() => createWorker({ workerBin: bin, logLevel: "warn" }));
    const worker = await orKilled(child, clock, starting);
    return new WorkerProcess(worker, child, clock);
  }

  /** Settles as the request does; a process that doesn't answer it while it starts is killed. */
  orKilled<T>(request: Promise<T>): Promise<T> {
    return orKilled(this.#child, this.#clock, request);
  }

  /** The end that a process can't be deaf to, not even a stopped one; the worker then has died. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Asks the process to leave, kills it if it takes long, and resolves when it is gone. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.worker.subprocessClosed) return resolve();
      const giveUp = this.#clock.after(WORKER_EXIT_MS, () => this.kill());
      this.worker.once("subprocessclose", () => {
        giveUp();
        resolve();
      });
      this.worker.close();
    });
  }
}

async function orKilled<T>(child: ChildProcess, clock: Clock, request: Promise<T>): Promise<T> {
  const giveUp = clock.after(WORKER_START_MS, () => child.kill("SIGKILL"));
  try {
    return await request;
  } finally {
    giveUp();
  }
}

const SPAWNED = "child_process";
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Starts a worker and tells its child process, which is spawned before `start` returns.
 *
 * Its handlers of signals are taken away: mediasoup has each worker close itself, whereas we stop in
 * our own order, and a worker that died would stay referenced by its handlers for ever.
 */
function observed<T>(start: () => T): { starting: T; child: ChildProcess } {
  let child: ChildProcess | undefined;
  const see = (message: unknown) => {
    if (!(message instanceof Object && "process" in message)) return;
    if (message.process instanceof ChildProcess) child = message.process;
  };
  const before = new Map(SIGNALS.map((signal) => [signal, new Set(process.listeners(signal))]));
  diagnostics.subscribe(SPAWNED, see);
  const starting = start();
  diagnostics.unsubscribe(SPAWNED, see);
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal)) {
      if (!before.get(signal)?.has(listener)) process.off(signal, listener);
    }
  }
  if (child) return { starting, child };
  throw new Error(`Cannot start a worker: nothing was told on "${SPAWNED}" of its process`);
}

/** mediasoup answers a path that can't be spawned with an error that nobody can catch. */
async function assertSpawnable(bin: string): Promise<void> {
  const refuse = (state: string, cause?: unknown) => {
    const message = `Cannot start a worker from MEDIASOUP_WORKER_BIN "${bin}": ${state}`;
    return new ConfigError(message, { cause });
  };
  const file = await Deno.stat(bin).catch((error) => {
    throw refuse(error.message, error);
  });
  if (!file.isFile) throw refuse("it is not a file");
  if (file.mode !== null && (file.mode & 0o111) === 0) throw refuse("it is not executable");
  const permission = await Deno.permissions.query({ name: "run", command: bin });
  if (permission.state !== "granted") throw refuse(`this process lacks --allow-run=${bin}`);
}
