import type { Demand, View } from "../../protocol/mod.ts";

/** A demand that a client does not carry out after this long is told again. */
const RETELL_MS = 1_000;

/** What one client has been told to send; it states what it carries out. */
export class DemandTold {
  #words = "";
  #toldMs = -Infinity;

  /** Whether the client has to be told (again). */
  isDue(demand: Demand, stated: View["demand"], nowMs: number): boolean {
    const words = JSON.stringify(demand);
    if (words === JSON.stringify(stated)) return false;
    return words !== this.#words || nowMs - this.#toldMs > RETELL_MS;
  }

  told(demand: Demand, nowMs: number): void {
    this.#words = JSON.stringify(demand);
    this.#toldMs = nowMs;
  }
}
