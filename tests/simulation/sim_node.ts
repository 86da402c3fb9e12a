/** A media node as a process of a run: it beats, is fenced by epochs, and is watched. */
import { FakeNode } from "../../control/media/testing/fake_node.ts";
import type { Holdings } from "../../control/room/mod.ts";
import type { Bus, BusHandler, BusSubscription, SubscribeOptions } from "../../kit/mod.ts";
import { BEAT_INTERVAL_MS } from "../../protocol/mod.ts";
import type { Process, Scheduler } from "./scheduler.ts";
import type { SimBus } from "./sim_bus.ts";
import { ROOM } from "./speaker.ts";
import type { NodeTap } from "./variant.ts";

export interface SimNodeOptions {
  process: Process;
  bus: SimBus;
  scheduler: Scheduler;
  /** What stands before it, the outermost first. */
  taps: readonly NodeTap[];
}

export class SimNode {
  readonly process: Process;
  readonly bus: SimBus;
  readonly #node: FakeNode;
  readonly #scheduler: Scheduler;

  constructor({ process, bus, scheduler, taps }: SimNodeOptions) {
    this.process = process;
    this.bus = bus;
    this.#scheduler = scheduler;
    this.#node = new FakeNode(tapped(bus, taps), process.name);
    this.#beat();
  }

  get held(): Holdings {
    return this.#node.held(ROOM);
  }

  loseWorker(): void {
    this.#node.loseWorker();
  }

  #beat(): void {
    this.#node.beat();
    this.#scheduler.after(this.process, BEAT_INTERVAL_MS, () => this.#beat());
  }
}

/** The same bus, whose messages pass the taps before they reach a handler. */
function tapped(bus: Bus, taps: readonly NodeTap[]): Bus {
  const subscribe = (subject: string, options: SubscribeOptions, handler: BusHandler) => {
    const passed = taps.reduceRight<BusHandler>(
      (next, tap) => (message) => tap(message, (other) => void next(other)),
      handler,
    );
    return bus.subscribe(subject, options, passed) satisfies BusSubscription;
  };
  return {
    get connected() {
      return bus.connected;
    },
    publish: (subject, body) => bus.publish(subject, body),
    request: (subject, body, timeoutMs) => bus.request(subject, body, timeoutMs),
    subscribe,
    onStatus: (listener) => bus.onStatus(listener),
    flush: () => bus.flush(),
    close: () => bus.close(),
  };
}
