import { z } from "zod";
import type { Clock, Logger } from "../../../kit/mod.ts";
import type { Database } from "../../store/mod.ts";
import { keepEntries } from "./keep_entries.ts";
import type { ManifestBatch, ManifestCursor, ManifestStream } from "./manifest_stream.ts";
import type { RecordingMeasures } from "./measures.ts";
import { Rounds } from "../rounds.ts";

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
  #at: ManifestCursor | undefined;
  #standsByUntilMs = -Infinity;

  constructor(options: ManifestFollowerOptions) {
    this.#options = options;
    this.#rounds = new Rounds({
      ...options,
      failed: () => options.measures.failed("manifests"),
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
      const from = this.#at ?? await this.#cursor();
      const batch = await stream.read(from, signal);
      this.#at = from;
      if (!batch) return false;
      const kept = await this.#keep(from, batch);
      this.#at = kept.at;
      if (!kept.isOurs) this.#standsByUntilMs = clock.monotonicMs() + STANDBY_MS;
      const lost = batch.unreadable + kept.refused;
      if (kept.isOurs) measures.entries("kept", batch.entries.length - kept.refused);
      measures.entries("lost", lost);
      if (lost > 0) logger.error({ to: batch.to.seq, lost }, "entries of manifests can't be kept");
      return kept.isOurs;
    } catch (error) {
      this.#at = undefined; // What was given up on may have been kept.
      throw error;
    }
  }

  async #cursor(): Promise<ManifestCursor> {
    const rows = await this.#options.database.run((sql) =>
      sql`SELECT stream, seq FROM manifest_cursor`
    );
    return cursorOf(rows[0]);
  }

  #keep(
    from: ManifestCursor,
    { to, entries }: ManifestBatch,
  ): Promise<{ isOurs: boolean; at: ManifestCursor; refused: number }> {
    return this.#options.database.transaction(async (sql) => {
      await sql`INSERT INTO manifest_cursor (seq) VALUES (0) ON CONFLICT DO NOTHING`;
      const [row] = await sql`SELECT stream, seq FROM manifest_cursor FOR UPDATE`;
      const at = cursorOf(row);
      if (at.seq !== from.seq || at.stream !== from.stream) {
        return { isOurs: false, at, refused: 0 };
      }
      const refused = await keepEntries(sql, entries);
      await sql`UPDATE manifest_cursor SET stream = ${to.stream}, seq = ${to.seq}`;
      return { isOurs: true, at: to, refused };
    });
  }
}

const CursorRow = z.object({ stream: z.string().nullable(), seq: z.coerce.number() });
const NOWHERE: ManifestCursor = { stream: null, seq: 0 };

const cursorOf = (row: unknown): ManifestCursor =>
  row === undefined ? NOWHERE : CursorRow.parse(row);
