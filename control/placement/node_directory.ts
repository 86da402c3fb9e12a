import type { Bus, BusSubscription, Clock } from "../../kit/mod.ts";
import { BEAT_INTERVAL_MS, NodeBeat, type NodeId, wildcards } from "../../protocol/mod.ts";
import { leastLoaded } from "./least_loaded_policy.ts";

/** A node that missed three beats and some is taken for gone. */
const BEAT_LIMIT_MS = 3.5 * BEAT_INTERVAL_MS;
/** How often missing beats are looked for. */
const LOOK_EVERY_MS = BEAT_INTERVAL_MS / 2;
/** A look that comes so late means that this process stood still: beats wait to be read. */
const LATE_LOOK_MS = 2 * BEAT_INTERVAL_MS;
/** Nodes remembered; more than any installation has, so that forged beats can't fill the memory. */
const NODES_MAX = 10_000;
/** What one room adds to a node between two beats: without it a burst of rooms goes to one node. */
const PLACED_CONSUMERS = 8;

/** The media nodes that live, as their beats tell. */
export class NodeDirectory implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #beats = new Map<NodeId, { beat: NodeBeat; heardMs: number }>();
  readonly #subscription: BusSubscription;
  readonly #onGone: (nodeId: NodeId) => void;
  #lookedMs: number;
  #cancelLook: () => void;

  /** `onGone` is told once of each node whose beats cease. */
  constructor(
    { bus, clock, onGone }: { bus: Bus; clock: Clock; onGone: (nodeId: NodeId) => void },
  ) {
    this.#clock = clock;
    this.#onGone = onGone;
    this.#lookedMs = clock.monotonicMs();
    this.#cancelLook = this.#lookLater();
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
    this.#cancelLook();
    await this.#subscription.unsubscribe();
  }

  #hear(beat: NodeBeat): void {
    if (!this.#beats.has(beat.nodeId) && this.#beats.size >= NODES_MAX) return;
    this.#beats.set(beat.nodeId, { beat, heardMs: this.#clock.monotonicMs() });
  }

  #lookLater(): () => void {
    return this.#clock.after(LOOK_EVERY_MS, () => {
      const nowMs = this.#clock.monotonicMs();
      if (nowMs - this.#lookedMs < LATE_LOOK_MS) this.#look(nowMs);
      this.#lookedMs = nowMs;
      this.#cancelLook = this.#lookLater();
    });
  }

  #look(nowMs: number): void {
    for (const [nodeId, { heardMs }] of this.#beats) {
      if (heardMs >= nowMs - BEAT_LIMIT_MS) continue;
      this.#beats.delete(nodeId);
      this.#onGone(nodeId);
    }
  }

  *#living(): Generator<NodeBeat> {
    const since = this.#clock.monotonicMs() - BEAT_LIMIT_MS;
    for (const { beat, heardMs } of this.#beats.values()) {
      if (heardMs >= since) yield beat;
    }
  }
}

function withOneRoomMore(beat: NodeBeat): NodeBeat {
  const [first, ...others] = beat.workers;
  if (!first) return beat;
  const consumers = first.consumers + PLACED_CONSUMERS * beat.workers.length;
  return { ...beat, workers: [{ ...first, consumers }, ...others] };
}
