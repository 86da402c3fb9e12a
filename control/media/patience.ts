/** How readily a room acts on mere doubt about a node. Pure; times are monotonic. */
import type { NodeId } from "../../protocol/mod.ts";

/** After one alarm that nothing has confirmed, the next is acted on only after this… */
const PAUSE_MS = 5_000;
/** … and each further one doubles it, up to this: on a machine without a free core all are false. */
const PAUSE_MAX_MS = 60_000;
/** Without alarms for so long all is forgotten. */
const CALM_MS = 120_000;

/**
 * Acting on a first doubt at once costs nothing where it was false: clients see the old picture until
 * the new one plays. But a room that moves to and fro encodes everything twice, which makes a machine
 * slow that was taken for hung because it is slow. Deaths that are certain need no patience.
 */
export class Patience {
  #unconfirmed = 0;
  #last: { nodeId: NodeId; atMs: number } | undefined;

  /** Whether a doubt is to be acted on now; if so it counts as an alarm. */
  allows(nodeId: NodeId, nowMs: number): boolean {
    const sinceMs = this.#last ? nowMs - this.#last.atMs : Infinity;
    if (sinceMs > CALM_MS) this.#unconfirmed = 0;
    if (this.#unconfirmed > 0) {
      const pauseMs = Math.min(PAUSE_MS * 2 ** (this.#unconfirmed - 1), PAUSE_MAX_MS);
      if (sinceMs < pauseMs) return false;
    }
    this.#unconfirmed++;
    this.#last = { nodeId, atMs: nowMs };
    return true;
  }

  /** The node has lost what it held: a doubt about it was no false alarm. */
  confirm(nodeId: NodeId): void {
    if (this.#last?.nodeId !== nodeId) return;
    this.#unconfirmed = 0;
    this.#last = undefined;
  }
}
