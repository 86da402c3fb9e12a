import type { Clock } from "../kit/mod.ts";
import {
  BEAT_INTERVAL_MS,
  type BootId,
  type NodeBeat,
  type NodeId,
  type Region,
} from "../protocol/mod.ts";
import type { MediaWorker } from "./media_worker.ts";
import type { Registry } from "./registry.ts";

export interface BeatsOptions {
  readonly nodeId: NodeId;
  /** Unique per start of the process. */
  readonly bootId: BootId;
  readonly region?: Region | undefined;
  readonly registry: Registry;
  /** One entry a worker slot. */
  readonly slots: () => readonly (MediaWorker | undefined)[];
  readonly clock: Clock;
  /** Must not throw. */
  readonly send: (beat: NodeBeat) => void;
  /** Whether the node takes no new rooms. */
  readonly isDraining: () => boolean;
}

/** Tells at a fixed rate that the node lives and what its workers carry. */
export class Beats {
  readonly #options: BeatsOptions;
  #cancel = () => {};

  constructor(options: BeatsOptions) {
    this.#options = options;
  }

  /** The first beat goes out at once. */
  start(): void {
    this.beat();
    this.#cancel = this.#options.clock.after(BEAT_INTERVAL_MS, () => this.#turn());
  }

  stop(): void {
    this.#cancel();
  }

  /** One beat now; also how changes that can't wait are told. */
  beat(): void {
    const { nodeId, bootId, region, registry, slots, clock, send, isDraining } = this.#options;
    const workers = slots().map((worker) => {
      if (!worker) return { alive: false, routers: 0, transports: 0, consumers: 0, load: 0 };
      return { alive: !worker.stalled, ...registry.carriedBy(worker), load: worker.load };
    });
    const where = region === undefined ? {} : { region };
    send({ v: 1, nodeId, bootId, at: clock.wallMs(), draining: isDraining(), ...where, workers });
  }

  #turn(): void {
    for (const worker of this.#options.slots()) worker?.sampleLoad();
    this.start();
  }
}
