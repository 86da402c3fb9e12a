import type { Bus, BusSubscription, Clock } from "../../kit/mod.ts";
import { BEAT_INTERVAL_MS, NodeBeat, type NodeId, wildcards } from "../../protocol/mod.ts";
import { leastLoaded } from "./least_loaded_policy.ts";

/** A node that missed three beats and some is taken for gone. */
const BEAT_LIMIT_MS = 3.5 * BEAT_INTERVAL_MS;
/** Nodes remembered; more than any installation has, so that forged beats can't fill the memory. */
const NODES_MAX = 10_000;
/** What one room adds to a node between two beats: without it a burst of rooms goes to one node. */
const PLACED_CONSUMERS = 8;

/** The media nodes that live, as their beats tell. */
export class NodeDirectory implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #beats = new Map<NodeId, { beat: NodeBeat; heardMs: number }>();
  readonly #subscription: BusSubscription;

  constructor({ bus, clock }: { bus: Bus; clock: Clock }) {
    this.#clock = clock;
    this.#subscription = bus.subscribe(wildcards.mediaBeats, {}, ({ body }) => {
      const beat = NodeBeat.safeParse(body);
      if (beat.success) this.#hear(beat.data);
    });
  }

  /** The living node that should take the next room, if there is one. */
  choose(): NodeId | undefined {
    const nodeId = leastLoaded(this.#living());
    const known = nodeId && this.#beats.get(nodeId);
    if (known) known.beat = withOneRoomMore(known.beat);
    return nodeId;
  }

  /** The node did not answer: don't choose it until it beats again. */
  forget(nodeId: NodeId): void {
    this.#beats.delete(nodeId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #hear(beat: NodeBeat): void {
    if (!this.#beats.has(beat.nodeId) && this.#beats.size >= NODES_MAX) return;
    this.#beats.set(beat.nodeId, { beat, heardMs: this.#clock.monotonicMs() });
  }

  *#living(): Generator<NodeBeat> {
    const since = this.#clock.monotonicMs() - BEAT_LIMIT_MS;
    for (const [nodeId, { beat, heardMs }] of this.#beats) {
      if (heardMs >= since) yield beat;
      else this.#beats.delete(nodeId);
    }
  }
}

function withOneRoomMore(beat: NodeBeat): NodeBeat {
  const [first, ...others] = beat.workers;
  if (!first) return beat;
  const consumers = first.consumers + PLACED_CONSUMERS * beat.workers.length;
  return { ...beat, workers: [{ ...first, consumers }, ...others] };
}
