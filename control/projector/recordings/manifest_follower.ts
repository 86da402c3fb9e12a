import type { Clock, Logger } from "../../../kit/mod.ts";
import type { Database } from "../../store/mod.ts";
import { keepEntries } from "./keep_entries.ts";
import type { ManifestBatch, ManifestStream } from "./manifest_stream.ts";
import type { RecordingMeasures } from "./measures.ts";
import { Rounds } from "./rounds.ts";

/** The reader waits for news itself. */
const PAUSE_MS = 100;
/** For how long a process stands by that finds another at work. */
const STANDBY_MS = 5_000;

export interface ManifestFollowerOptions {
  readonly stream: Pick<ManifestStream, "read">;
  readonly database: Pick<Database, "run" | "transaction">;
  readonly measures: RecordingMeasures;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Brings what manifests say into Postgres: a batch and the cursor in one transaction, so that each entry
 * counts once, however many follow.
 */
export class ManifestFollower implements AsyncDisposable {
  readonly #options: ManifestFollowerOptions;
  readonly #rounds: Rounds;
  #seq: number | undefined;
  #standsByUntilMs = -Infinity;

  constructor(options: ManifestFollowerOptions) {
    this.#options = options;
    this.#rounds = new Rounds({
      ...options,
      chore: "manifests",
      what: "what recordings are made of is not read",
      everyMs: PAUSE_MS,
      round: (signal) => this.#round(signal),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  async #round(signal: AbortSignal): Promise<boolean> {
    const { stream, measures, clock, logger } = this.#options;
    if (clock.monotonicMs() < this.#standsByUntilMs) return false;
    try {
      const from = this.#seq ?? await this.#cursor();
      const batch = await stream.read(from, signal);
      this.#seq = from;
      if (!batch) return false;
      const kept = await this.#keep(from, batch);
      this.#seq = kept.seq;
      if (!kept.isOurs) this.#standsByUntilMs = clock.monotonicMs() + STANDBY_MS;
      const lost = batch.unreadable + kept.refused;
      if (kept.isOurs) measures.entries("kept", batch.entries.length - kept.refused);
      measures.entries("lost", lost);
      if (lost > 0) logger.error({ to: batch.to, lost }, "entries of manifests can't be kept");
      return kept.isOurs;
    } catch (error) {
      this.#seq = undefined; // What was given up on may have been kept.
      throw error;
    }
  }

  async #cursor(): Promise<number> {
    const rows = await this.#options.database.run((sql) => sql`SELECT seq FROM manifest_cursor`);
    return Number(rows[0]?.["seq"] ?? 0);
  }

  #keep(
    from: number,
    { to, entries }: ManifestBatch,
  ): Promise<{ isOurs: boolean; seq: number; refused: number }> {
    return this.#options.database.transaction(async (sql) => {
      await sql`INSERT INTO manifest_cursor (seq) VALUES (0) ON CONFLICT DO NOTHING`;
      const [cursor] = await sql`SELECT seq FROM manifest_cursor FOR UPDATE`;
      const seq = Number(cursor?.["seq"]);
      if (seq !== from) return { isOurs: false, seq, refused: 0 };
      const refused = await keepEntries(sql, entries);
      await sql`UPDATE manifest_cursor SET seq = ${to}`;
      return { isOurs: true, seq: to, refused };
    });
  }
}
