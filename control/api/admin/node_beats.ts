import type { Bus, BusSubscription, Clock } from "../../../kit/mod.ts";
import {
  BEAT_INTERVAL_MS,
  NodeBeat,
  type NodeId,
  type NodeState,
  wildcards,
} from "../../../protocol/mod.ts";

/** A node that has been silent for so long is not listed. */
const BEAT_LIMIT_MS = 3.5 * BEAT_INTERVAL_MS;
/** More than any installation has, so that forged beats can't fill the memory. */
const NODES_MAX = 10_000;

/** The media nodes that were heard lately. */
export class NodeBeats {
  readonly #clock: Clock;
  readonly #beats = new Map<NodeId, { beat: NodeBeat; heardMs: number }>();
  readonly #subscription: BusSubscription;

  constructor(bus: Bus, clock: Clock) {
    this.#clock = clock;
    this.#subscription = bus.subscribe(wildcards.mediaBeats, {}, ({ body }) => {
      const { data: beat } = NodeBeat.safeParse(body);
      if (!beat || (this.#beats.size >= NODES_MAX && !this.#beats.has(beat.nodeId))) return;
      this.#beats.set(beat.nodeId, { beat, heardMs: clock.monotonicMs() });
    });
  }

  /** By name. After the start it takes a beat's interval until all are there. */
  list(): NodeState[] {
    const now = this.#clock.monotonicMs();
    for (const [nodeId, { heardMs }] of this.#beats) {
      if (now - heardMs > BEAT_LIMIT_MS) this.#beats.delete(nodeId);
    }
    return [...this.#beats.values()].map(({ beat }) => stateOf(beat))
      .toSorted((a, b) => a.nodeId < b.nodeId ? -1 : 1);
  }

  async close(): Promise<void> {
    await this.#subscription.unsubscribe();
  }
}

function stateOf({ nodeId, draining, workers }: NodeBeat): NodeState {
  const alive = workers.filter((worker) => worker.alive);
  const sum = (of: (worker: typeof alive[number]) => number) =>
    alive.reduce((total, worker) => total + of(worker), 0);
  return {
    nodeId,
    draining,
    workers: alive.length,
    rooms: sum(({ routers }) => routers),
    transports: sum(({ transports }) => transports),
    consumers: sum(({ consumers }) => consumers),
    load: alive.length === 0 ? 0 : sum(({ load }) => load) / alive.length,
  };
}
