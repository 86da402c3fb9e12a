import type { types } from "mediasoup";
import { type Clock, ConfigError } from "../kit/mod.ts";
import { MEDIA_CODECS } from "./codec_check.ts";
import type { WorkerConfig } from "./config.ts";
import { WorkerProcess } from "./worker_process.ts";
import { type Patience, WorkerWatch } from "./worker_watch.ts";

const PORT_MAX = 65_535;

/** What happens to a worker without anybody's doing. */
export interface WorkerEvents {
  /** It doesn't answer: nothing that is asked of it now will be done soon. */
  readonly onStalled: () => void;
  /** It was stalled and answers again. */
  readonly onAnswer: () => void;
  /** It has been stalled for so long that it is being killed; its death follows. */
  readonly onHung: () => void;
  /** Its process ended without having been told to, in this very turn. */
  readonly onDeath: (error: Error) => void;
}

/** CPU time that a worker's process had used at a moment. */
interface Usage {
  readonly atMs: number;
  readonly cpuMs: number;
}

/** One worker process with its one server: one UDP and one TCP port for all its transports. */
export class MediaWorker {
  readonly #process: WorkerProcess;
  readonly server: types.WebRtcServer;
  /** The address from which taps are sent. */
  readonly tapIp: string;
  /** By which it and its rooms measure time. */
  readonly clock: Clock;
  readonly #patience: Patience | undefined;
  #watch: WorkerWatch | undefined;
  #usage: Usage | undefined;
  #lastSample: Usage | undefined;
  #load = 0;

  private constructor(
    process: WorkerProcess,
    { server, clock, config }: {
      server: types.WebRtcServer;
      clock: Clock;
      config: Pick<WorkerConfig, "tapIp" | "patience">;
    },
  ) {
    this.#process = process;
    this.server = server;
    this.tapIp = config.tapIp;
    this.clock = clock;
    this.#patience = config.patience;
  }

  /** Rejects when the process can't be started or its ports are taken. */
  static async start(config: WorkerConfig, index: number, clock: Clock): Promise<MediaWorker> {
    const listen = { listenInfos: listenInfos(config, index) };
    const process = await WorkerProcess.start(config.bin, clock);
    try {
      const server = await process.orKilled(process.worker.createWebRtcServer(listen));
      return new MediaWorker(process, { server, clock, config });
    } catch (error) {
      await process.close();
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `Cannot start worker ${index} on ${config.listenIp}, first port ${config.firstPort}: ${reason}`,
        { cause: error },
      );
    }
  }

  get pid(): number {
    return this.#process.worker.pid;
  }

  /** CPU of its core between the last two samples, 0 to 1. */
  get load(): number {
    return this.#load;
  }

  /** Whether it has been silent for so long that it may be hung. */
  get stalled(): boolean {
    return this.#watch?.stalled ?? false;
  }

  /** Begins to ask it whether it lives, until it is gone. */
  watch({ onStalled, onAnswer, onHung, onDeath }: WorkerEvents): void {
    const watch = new WorkerWatch({
      clock: this.clock,
      patience: this.#patience,
      ping: () => this.ping(),
      onStalled,
      onAnswer,
      onHung: () => {
        onHung();
        this.#process.kill();
      },
    });
    this.#process.worker.once("died", (error) => {
      watch.stop();
      onDeath(error);
    });
    this.#watch = watch;
    watch.start();
  }

  createRouter(): Promise<types.Router> {
    return this.#process.worker.createRouter({ mediaCodecs: MEDIA_CODECS });
  }

  /** Resolves when the worker answers; the cheapest question that there is, which tells its CPU too. */
  async ping(): Promise<void> {
    const { ru_utime, ru_stime } = await this.#process.worker.getResourceUsage();
    this.#usage = { atMs: this.clock.monotonicMs(), cpuMs: ru_utime + ru_stime };
  }

  /** Measures the load since the last call; a worker that didn't answer meanwhile keeps its last. */
  sampleLoad(): void {
    const now = this.#usage;
    const last = this.#lastSample;
    this.#lastSample = now;
    if (!now || !last || now.atMs <= last.atMs) return;
    const load = (now.cpuMs - last.cpuMs) / (now.atMs - last.atMs);
    this.#load = Math.min(Math.max(load, 0), 1);
  }

  /** Resolves when the process is gone, if need be by force. */
  async close(): Promise<void> {
    this.#watch?.stop();
    await this.#process.close();
  }
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
