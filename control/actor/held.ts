import type { FactRecord } from "./batch.ts";
import type { ActorLimits } from "./limits.ts";

/** Facts that were told and are not in the log yet, in their order. */
export class HeldFacts {
  readonly #records: FactRecord[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  push(records: readonly FactRecord[]): void {
    for (const record of records) {
      this.#records.push(record);
      this.#bytes += record.bytes;
    }
  }

  /** Takes the oldest, as many commands as one entry may carry; an entry ends with the one that passes its bytes. */
  take({ batchCommands, batchBytes }: Pick<ActorLimits, "batchCommands" | "batchBytes">) {
    let [count, bytes] = [0, 0];
    for (const record of this.#records) {
      if (count >= batchCommands || bytes >= batchBytes) break;
      count++;
      bytes += record.bytes;
    }
    this.#bytes -= bytes;
    return this.#records.splice(0, count);
  }
}
