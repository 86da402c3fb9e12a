import type { Bus, BusSubscription, Clock } from "../../../kit/mod.ts";
import {
  BEAT_INTERVAL_MS,
  CHECKED_NODES_MAX,
  NodeBeat,
  type NodeId,
  wildcards,
} from "../../../protocol/mod.ts";

/** A node that missed three beats and some is not asked. */
const BEAT_LIMIT_MS = 3.5 * BEAT_INTERVAL_MS;
/** Nodes remembered; more than any installation has, so that forged beats can't fill the memory. */
const NODES_MAX = 10_000;

/** The media nodes that live, as their beats tell; for who asks about networks, not about rooms. */
export class NodeBeats implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #heard = new Map<NodeId, { beat: NodeBeat; atMs: number }>();
  readonly #subscription: BusSubscription;

  constructor({ bus, clock }: { bus: Bus; clock: Clock }) {
    this.#clock = clock;
    this.#subscription = bus.subscribe(wildcards.mediaBeats, {}, ({ body }) => {
      const beat = NodeBeat.safeParse(body);
      if (beat.success) this.#hear(beat.data);
    });
  }

  /** One node of each region, the least busy that takes rooms. */
  ofEachRegion(): NodeBeat[] {
    const sinceMs = this.#clock.monotonicMs() - BEAT_LIMIT_MS;
    const living = [...this.#heard.values()].filter(({ atMs }) => atMs >= sinceMs)
      .map(({ beat }) => beat)
      .filter(({ draining, workers }) => !draining && workers.some(({ alive }) => alive));
    const regions = Map.groupBy(living, ({ region }) => region);
    return [...regions.values()].flatMap((nodes) =>
      nodes.toSorted((a, b) => transportsOf(a) - transportsOf(b)).slice(0, 1)
    ).slice(0, CHECKED_NODES_MAX);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #hear(beat: NodeBeat): void {
    const { nodeId } = beat;
    if (!this.#heard.has(nodeId) && this.#heard.size >= NODES_MAX) return;
    this.#heard.set(nodeId, { beat, atMs: this.#clock.monotonicMs() });
  }
}

/** Those of checks among them, so that many checks spread over a region's nodes. */
const transportsOf = ({ workers }: NodeBeat) =>
  workers.reduce((sum, { transports }) => sum + transports, 0);
