/** The media node with the most room left gets the next room. */
import type { NodeBeat, NodeId } from "../../protocol/mod.ts";

/** A consumer is what a packet forwarded costs; a transport costs its handshake and its reports. */
const TRANSPORT_WEIGHT = 4;
/** CPU counts as if so many consumers kept a core busy. */
const CORE_WEIGHT = 800;

/** How full a node's living workers are, on average; infinite for a node that takes no rooms. */
export function loadOf(beat: NodeBeat): number {
  const alive = beat.workers.filter((worker) => worker.alive);
  if (beat.draining || alive.length === 0) return Infinity;
  const total = alive.reduce(
    (sum, { consumers, transports, load }) =>
      sum + consumers + transports * TRANSPORT_WEIGHT + load * CORE_WEIGHT,
    0,
  );
  return total / alive.length;
}

/** Ties go to the smaller id. `undefined` when no node takes rooms. */
export function leastLoaded(beats: Iterable<NodeBeat>): NodeId | undefined {
  let best: { nodeId: NodeId; load: number } | undefined;
  for (const beat of beats) {
    const load = loadOf(beat);
    if (load === Infinity) continue;
    const wins = !best || load < best.load || (load === best.load && beat.nodeId < best.nodeId);
    if (wins) best = { nodeId: beat.nodeId, load };
  }
  return best?.nodeId;
}
