import type { FactRecord } from "./batch.ts";
import type { Entry } from "./entry.ts";

const encoder = new TextEncoder();

/** One append: hand it to the log. */
export interface Sealed {
  entryId: string;
  expectedSeq: number;
  entry: Uint8Array;
}

export interface LogEndOptions {
  hostId: string;
  /** Unique per ledger, so that no two appends ever share an id. */
  incarnation: string;
  /** The owner's epoch: one more than the log's for an adoption, the same for a rebuild. */
  epoch: number;
  /** Whether that epoch is in the log already. */
  claimed: boolean;
  /** The actor's last sequence. */
  seq: number;
}

/** Where an actor's log ends, as its owner knows it, and the entries that may come next. */
export class LogEnd {
  readonly #options: LogEndOptions;
  #claimed: boolean;
  #seq: number;
  #rev: number;
  #appends = 0;

  constructor(options: LogEndOptions, rev: number) {
    this.#options = options;
    this.#claimed = options.claimed;
    this.#seq = options.seq;
    this.#rev = rev;
  }

  /** Whether the owner's epoch is in the log. */
  get claimed(): boolean {
    return this.#claimed;
  }

  /** The last sequence known to be in the log. */
  get seq(): number {
    return this.#seq;
  }

  /** Number of facts known to be in the log. */
  get rev(): number {
    return this.#rev;
  }

  /** An entry with those facts; the owner's first is its claim. */
  seal(records: readonly FactRecord[], now: number): Sealed {
    const head = { ...this.#head(now), ...(!this.#claimed && { adopted: true }) };
    const commands = records.map(({ json }) => json);
    return this.#named(`${JSON.stringify(head).slice(0, -1)},"commands":[${commands}]}`);
  }

  /** The last sealed entry is in the log at `seq`, and with it `rev` facts. */
  advance(seq: number, rev: number): void {
    this.#claimed = true;
    this.#seq = seq;
    this.#rev = rev;
  }

  #head(at: number): Omit<Entry, "commands"> {
    const { hostId, epoch } = this.#options;
    return { v: 1, hostId, epoch, rev: this.#rev, at };
  }

  #named(json: string): Sealed {
    const entryId = `${this.#options.incarnation}/${this.#appends++}`;
    return { entryId, expectedSeq: this.#seq, entry: encoder.encode(json) };
  }
}
