import type { RoomHistoryEntry } from "../../protocol/mod.ts";
import type { Database, Transaction } from "../store/mod.ts";
import type { Fact } from "../room/mod.ts";
import type { RoomEntry } from "./decode.ts";
import { keepFact } from "./keep_fact.ts";
import { keepOwner } from "./moments.ts";
import type { Place } from "./place.ts";
import type { Pseudonym } from "./polls.ts";

/** Some entries of a shard, and the sequences before and after them. */
export interface Batch {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
  readonly entries: readonly RoomEntry[];
}

export type Kept =
  /** `gaps`: rooms whose history has a hole. `skipped`: facts that the database would not take. */
  | { kept: true; gaps: number; skipped: number }
  /** Another projector has read on to `seq`. */
  | { kept: false; seq: number };

export interface KeeperOptions {
  database: Pick<Database, "run" | "transaction">;
  pseudonym: Pseudonym;
  /** Tells integrators; before the rows count, so that nothing is left untold. */
  publish: (events: readonly RoomHistoryEntry[]) => Promise<void>;
}

/** SQLSTATE classes of what is wrong with the data itself: trying again won't help. */
const DATA_CLASSES = ["22", "23"];

/**
 * Writes batches, each in one transaction with the shard's cursor: what is kept is kept once, however often
 * it is tried and by however many. All reject with `StoreUnavailableError` when the database can't.
 */
export class Keeper {
  constructor(private readonly options: KeeperOptions) {}

  /** Up to which sequence the shard has been kept. */
  async cursor(shard: number): Promise<number> {
    const rows = await this.options.database.run((sql) =>
      sql`SELECT seq FROM projector_cursors WHERE shard = ${shard}`
    );
    return Number(rows[0]?.["seq"] ?? 0);
  }

  /** Falls back to one fact at a time where the database refuses one, so that only that one is lost. */
  async keep(batch: Batch): Promise<Kept> {
    try {
      return await this.#keep(batch, false);
    } catch (error) {
      if (!isDataError(error)) throw error;
      return await this.#keep(batch, true);
    }
  }

  #keep({ shard, from, to, entries }: Batch, isCareful: boolean): Promise<Kept> {
    const { database, publish } = this.options;
    return database.transaction(async (sql) => {
      await sql`INSERT INTO projector_cursors (shard, seq) VALUES (${shard}, 0) ON CONFLICT DO NOTHING`;
      const [cursor] =
        await sql`SELECT seq FROM projector_cursors WHERE shard = ${shard} FOR UPDATE`;
      const seq = Number(cursor?.["seq"]);
      if (seq !== from) return { kept: false, seq };
      const events: RoomHistoryEntry[] = [];
      let [gaps, skipped] = [0, 0];
      for (const entry of entries) {
        const rev = await advance(sql, entry);
        if (rev < entry.from) gaps++;
        for (const { fact, place } of entry.facts) {
          if (place.rev <= rev) continue; // Known from a former reading.
          try {
            const event = isCareful
              ? await sql.savepoint((part) => this.#fact(part, fact, place))
              : await this.#fact(sql, fact, place);
            if (event) events.push(event);
          } catch (error) {
            if (!isCareful || !isDataError(error)) throw error;
            skipped++;
          }
        }
      }
      await publish(events);
      await sql`UPDATE projector_cursors SET seq = ${to} WHERE shard = ${shard}`;
      return { kept: true, gaps, skipped };
    });
  }

  #fact(sql: Transaction, fact: Fact, place: Place): Promise<RoomHistoryEntry | undefined> {
    return keepFact(sql, fact, place, this.options.pseudonym);
  }
}

/** Moves a room's head to the entry; resolves to the revision that was kept before. */
async function advance(sql: Transaction, entry: RoomEntry): Promise<number> {
  const { roomId, epoch, to } = entry;
  await sql`INSERT INTO room_heads (room_id, rev, epoch) VALUES (${roomId}, 0, ${epoch})
    ON CONFLICT DO NOTHING`;
  const [head] = await sql`SELECT rev, epoch FROM room_heads WHERE room_id = ${roomId} FOR UPDATE`;
  await sql`UPDATE room_heads SET rev = greatest(rev, ${to}), epoch = greatest(epoch, ${epoch})
    WHERE room_id = ${roomId}`;
  if (Number(head?.["epoch"]) < epoch) await keepOwner(sql, entry);
  return Number(head?.["rev"]);
}

function isDataError(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "PostgresError") return false;
  const state = "code" in error && typeof error.code === "string" ? error.code : "";
  return DATA_CLASSES.includes(state.slice(0, 2));
}
