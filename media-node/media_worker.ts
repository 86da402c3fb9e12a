import { createWorker, type types } from "mediasoup";
import process from "node:process";
import { type Clock, ConfigError } from "../kit/mod.ts";
import { MEDIA_CODECS } from "./codec_check.ts";
import type { WorkerConfig } from "./config.ts";
import { WORKER_EXIT_MS } from "./limits.ts";

const PORT_MAX = 65_535;

/** One worker process with its one server: one UDP and one TCP port for all its transports. */
export class MediaWorker {
  readonly #worker: types.Worker;
  readonly server: types.WebRtcServer;
  readonly #clock: Clock;
  #load = 0;
  #lastSample: { atMs: number; cpuMs: number } | undefined;
  #sampling = false;

  private constructor(worker: types.Worker, server: types.WebRtcServer, clock: Clock) {
    this.#worker = worker;
    this.server = server;
    this.#clock = clock;
  }

  /** Rejects when the process can't be started or its ports are taken. */
  static async start(config: WorkerConfig, index: number, clock: Clock): Promise<MediaWorker> {
    await assertSpawnable(config.bin);
    const listen = { listenInfos: listenInfos(config, index) };
    const worker = await withoutSignalHandlers(() =>
      createWorker({ workerBin: config.bin, logLevel: "warn" })
    );
    try {
      const server = await worker.createWebRtcServer(listen);
      return new MediaWorker(worker, server, clock);
    } catch (error) {
      await end(worker, clock);
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `Cannot start worker ${index} on ${config.listenIp}, first port ${config.firstPort}: ${reason}`,
        { cause: error },
      );
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get closed(): boolean {
    return this.#worker.closed;
  }

  /** CPU of its core between the last two samples, 0 to 1. */
  get load(): number {
    return this.#load;
  }

  /** Calls `listener` once when the process ends without having been told to. */
  onDeath(listener: (error: Error) => void): void {
    this.#worker.once("died", listener);
  }

  createRouter(): Promise<types.Router> {
    return this.#worker.createRouter({ mediaCodecs: MEDIA_CODECS });
  }

  /** Measures the load anew. A worker that doesn't answer keeps its last load; one call is under way at most. */
  async sampleLoad(): Promise<void> {
    if (this.#sampling || this.closed) return;
    this.#sampling = true;
    try {
      const usage = await this.#worker.getResourceUsage();
      const sample = {
        atMs: this.#clock.monotonicMs(),
        cpuMs: usage.ru_utime + usage.ru_stime,
      };
      const last = this.#lastSample;
      this.#lastSample = sample;
      if (!last || sample.atMs <= last.atMs) return;
      const load = (sample.cpuMs - last.cpuMs) / (sample.atMs - last.atMs);
      this.#load = Math.min(Math.max(load, 0), 1);
    } finally {
      this.#sampling = false;
    }
  }

  /** Resolves to whether the process is gone; it is given a bounded time for that. */
  close(): Promise<boolean> {
    return end(this.#worker, this.#clock);
  }
}

function end(worker: types.Worker, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    if (worker.subprocessClosed) return resolve(true);
    const giveUp = clock.after(WORKER_EXIT_MS, () => resolve(false));
    worker.once("subprocessclose", () => {
      giveUp();
      resolve(true);
    });
    worker.close();
  });
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

/**
 * mediasoup has each worker close itself on SIGINT and SIGTERM. We stop in our own order, and a
 * worker that died would stay referenced by its handlers for ever. They are added synchronously.
 */
function withoutSignalHandlers<T>(start: () => Promise<T>): Promise<T> {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const before = new Map(signals.map((signal) => [signal, new Set(process.listeners(signal))]));
  const starting = start();
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) {
      if (!before.get(signal)?.has(listener)) process.off(signal, listener);
    }
  }
  return starting;
}

function listenInfos(config: WorkerConfig, index: number): types.TransportListenInfo[] {
  const { listenIp: ip, announcedAddress, firstPort } = config;
  const port = firstPort + index;
  if (firstPort !== 0 && port > PORT_MAX) {
    throw new ConfigError(
      `Cannot start worker ${index}: port ${port} does not exist; lower PARLEY_MEDIA_PORT`,
    );
  }
  // UDP first: clients prefer it, and TCP is for networks that let nothing else out.
  return (["udp", "tcp"] as const).map((protocol) => ({
    protocol,
    ip,
    ...(announcedAddress !== undefined && { announcedAddress }),
    ...(firstPort !== 0 && { port }),
  }));
}
