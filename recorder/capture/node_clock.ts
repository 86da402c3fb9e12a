/** A media node's clock as the recorder's shows the same moment. Pure. */

/** Clocks of machines differ by less than this in their pace. */
const DRIFT = 200e-6;

/**
 * Learns from moments at which a node spoke and was heard. The smallest difference had the shortest
 * way; clocks that drift apart may raise it slowly.
 */
export class NodeClock {
  #offsetMs: number | undefined;
  #heardMs = 0;

  /** At `ntpMs` by its clock the node said something that came at `heardMs` by ours. */
  hear(ntpMs: number, heardMs: number): void {
    const known = this.#offsetMs;
    const raised = known === undefined ? Infinity : known + DRIFT * (heardMs - this.#heardMs);
    this.#offsetMs = Math.min(raised, heardMs - ntpMs);
    this.#heardMs = heardMs;
  }

  /** To be added to its time for ours; `undefined`: it has not been heard yet. */
  get offsetMs(): number | undefined {
    return this.#offsetMs;
  }
}
