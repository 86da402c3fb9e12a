/** A media node as a process of a run: it beats, is fenced by epochs, stalls, drains, and is watched. */
import { FakeNode } from "../../control/media/testing/fake_node.ts";
import type { Holdings } from "../../control/room/mod.ts";
import type { BusHandler, BusMessage } from "../../kit/mod.ts";
import { BEAT_INTERVAL_MS } from "../../protocol/mod.ts";
import type { Process, Scheduler } from "./scheduler.ts";
import type { SimBus } from "./sim_bus.ts";
import { ROOM } from "./speaker.ts";
import { tapped } from "./tapped.ts";
import type { BusTaps, NodeTap } from "./variant.ts";

/** So long a node needs to see that its worker is stalled. */
const NOTICED_AFTER_MS = 150;
/** A worker that is stalled so long is killed. */
export const HUNG_AFTER_MS = 2_000;

export interface SimNodeOptions {
  process: Process;
  bus: SimBus;
  scheduler: Scheduler;
  /** What stands before it, the outermost first. */
  taps: readonly NodeTap[];
  /** What stands between it and the bus. */
  busTaps: BusTaps;
}

export class SimNode {
  readonly process: Process;
  readonly bus: SimBus;
  readonly #node: FakeNode;
  readonly #scheduler: Scheduler;
  /** `hangs`: nobody knows it yet. What is asked meanwhile waits. */
  #worker: "answers" | "hangs" | "stalled" = "answers";
  #waiting: BusMessage[] = [];
  #cancelStall: () => void = () => {};

  constructor({ process, bus, scheduler, taps, busTaps }: SimNodeOptions) {
    this.process = process;
    this.bus = bus;
    this.#scheduler = scheduler;
    const stalls: NodeTap = (message, pass) => this.#ask(message, pass);
    const commands = [...taps, stalls];
    const through: NodeTap = (message, pass) =>
      commands.reduceRight<BusHandler>((next, tap) => (asked) => tap(asked, next), pass)(message);
    this.#node = new FakeNode(tapped(tapped(bus, busTaps), { received: through }), process.name);
    this.#beat();
  }

  get held(): Holdings {
    return this.#node.held(ROOM);
  }

  get isDraining(): boolean {
    return this.#node.draining;
  }

  /** Whether anything can come from it. */
  get forwards(): boolean {
    return this.process.alive && !this.process.paused && this.#worker === "answers";
  }

  loseWorker(): void {
    this.wake();
    this.#node.loseWorker();
  }

  /** Its worker does not answer any more; it wakes within `forMs`, or is killed. */
  stall(forMs: number): void {
    if (this.#worker !== "answers") return;
    this.#worker = "hangs";
    const { process } = this;
    const noticed = this.#scheduler.after(process, NOTICED_AFTER_MS, () => {
      this.#worker = "stalled";
      for (const message of this.#waiting.splice(0)) refuse(message);
      this.#node.stall();
    });
    const over = this.#scheduler.after(process, Math.min(forMs, HUNG_AFTER_MS), () => {
      if (forMs >= HUNG_AFTER_MS) this.loseWorker();
      else this.wake();
    });
    this.#cancelStall = () => {
      noticed();
      over();
    };
  }

  wake(): void {
    this.#cancelStall();
    this.#worker = "answers";
    for (const message of this.#waiting.splice(0)) refuse(message);
  }

  drain(draining: boolean): void {
    if (this.#node.draining === draining) return;
    this.#node.draining = draining;
    if (this.bus.connected) this.#node.beat();
  }

  #ask(message: BusMessage, pass: BusHandler): void | Promise<void> {
    switch (this.#worker) {
      case "answers":
        return pass(message);
      case "hangs":
        this.#waiting.push(message);
        return;
      case "stalled":
        return refuse(message);
      default:
        return this.#worker satisfies never;
    }
  }

  #beat(): void {
    this.#node.beat();
    this.#scheduler.after(this.process, BEAT_INTERVAL_MS, () => this.#beat());
  }
}

function refuse(message: BusMessage): void {
  const error = { code: "worker-stalled", message: "Its worker does not answer" };
  message.respond({ v: 1, ok: false, error });
}
