/** When a media node carries so much more than others that rooms should leave it. Pure. */
import type { NodeBeat, NodeId } from "../../protocol/mod.ts";

/** A node is too full when its workers' mean CPU is above this share of a core… */
const FULL = 0.75;
/** … until it has fallen below this: without the difference rooms would go to and fro. */
const RELIEVED = 0.6;
/** Nothing is won by moving to a node that is not much emptier. */
const DIFFERENCE_MIN = 0.3;
/** A short peak is no reason to move anybody. */
const SUSTAINED_MS = 15_000;

/** Remembers which nodes are too full, and since when. */
export class RebalancePolicy {
  readonly #fullSinceMs = new Map<NodeId, number>();

  /** The node that one room should leave now, the fullest first. Time is monotonic. */
  observe(beats: readonly NodeBeat[], nowMs: number): NodeId | undefined {
    const cpus = new Map(
      beats.filter((beat) => !beat.draining).map((beat) => [beat.nodeId, cpuOf(beat)]),
    );
    for (const nodeId of this.#fullSinceMs.keys()) {
      if ((cpus.get(nodeId) ?? 0) < RELIEVED) this.#fullSinceMs.delete(nodeId);
    }
    const least = Math.min(...cpus.values());
    let fullest: { nodeId: NodeId; cpu: number } | undefined;
    for (const [nodeId, cpu] of cpus) {
      if (cpu > FULL && !this.#fullSinceMs.has(nodeId)) this.#fullSinceMs.set(nodeId, nowMs);
      const sinceMs = this.#fullSinceMs.get(nodeId);
      if (sinceMs === undefined || nowMs - sinceMs < SUSTAINED_MS) continue;
      if (cpu - least < DIFFERENCE_MIN || (fullest && cpu <= fullest.cpu)) continue;
      fullest = { nodeId, cpu };
    }
    return fullest?.nodeId;
  }
}

/** Mean CPU of a node's living workers, 0 to 1; 1 for a node without any. */
function cpuOf({ workers }: NodeBeat): number {
  const alive = workers.filter((worker) => worker.alive);
  if (alive.length === 0) return 1;
  return alive.reduce((sum, { load }) => sum + load, 0) / alive.length;
}
