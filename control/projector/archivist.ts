import { type Clock, type Logger, type Metrics, sleep } from "../../kit/mod.ts";
import { type ActorLog, archive, LogUnavailableError } from "../actor/mod.ts";
import { roomDefinition } from "../room/mod.ts";
import { type Database, StoreUnavailableError } from "../store/mod.ts";

/** Between rounds that leave nothing to do. */
const ROUND_MS = 5 * 60 * 1_000;
/** Rooms in one round. */
const ROOMS_MAX = 100;
/** Rooms whose log can't be read; of more the oldest are tried again. */
const PASSED_OVER_MAX = 1_000;

export interface ArchivistOptions {
  readonly database: Pick<Database, "run">;
  readonly log: Pick<ActorLog, "read" | "append" | "purge">;
  /** How long after its end a room's log stays. */
  readonly afterMs: number;
  /** Who archives, for whoever reads a log. */
  readonly hostId: string;
  /** Default: {@linkcode ROUND_MS}. */
  readonly roundMs?: number;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: () => number;
}

/**
 * Drops the logs and snapshots of rooms that ended long ago and of which the database has everything.
 * Several processes may do it at a time: the log lets one of them.
 */
export class Archivist implements AsyncDisposable {
  readonly #options: ArchivistOptions;
  readonly #archived;
  readonly #passedOver = new Set<string>();
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;

  constructor(options: ArchivistOptions) {
    this.#options = options;
    this.#archived = options.metrics.counter(
      "parley_rooms_archived_total",
      "Ended rooms whose log was dropped.",
    );
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  /** Whatever is away is waited for until the next round. */
  async #run(): Promise<void> {
    const { clock, logger, roundMs = ROUND_MS, random = Math.random } = this.#options;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      let found = 0;
      try {
        found = await this.#round(signal);
      } catch (error) {
        const passes = error instanceof StoreUnavailableError ||
          error instanceof LogUnavailableError;
        const text = "ended rooms are not archived for now";
        if (passes) logger.warn({ err: error }, text);
        else logger.error({ err: error }, text);
      }
      // A full round that archived nothing would find the same rooms again at once.
      if (found < ROOMS_MAX) await sleep(clock, roundMs * (0.5 + random() / 2), signal);
    }
  }

  /** Resolves to how many rooms were archived. */
  async #round(signal: AbortSignal): Promise<number> {
    const { database, afterMs } = this.#options;
    const due = await database.run((sql) =>
      sql`SELECT room_id, rev FROM room_heads
        WHERE ended_at < now() - ${afterMs} * interval '1 millisecond' AND archived_at IS NULL
          AND room_id <> ALL (${[...this.#passedOver]})
        ORDER BY ended_at LIMIT ${ROOMS_MAX}`
    );
    let archived = 0;
    for (const row of due) {
      if (signal.aborted) return archived;
      const roomId = String(row["room_id"]);
      if (!await this.#archive(roomId, Number(row["rev"]))) continue;
      await database.run((sql) =>
        sql`UPDATE room_heads SET archived_at = now() WHERE room_id = ${roomId}`
      );
      this.#archived.add(1);
      archived++;
    }
    return archived;
  }

  async #archive(roomId: string, keptRev: number): Promise<boolean> {
    const { log, hostId, clock, logger } = this.#options;
    const isKept = (rev: number) => rev <= keptRev;
    try {
      const now = Math.round(clock.wallMs());
      return await archive(roomDefinition, roomId, { log, hostId, now, isKept });
    } catch (error) {
      if (error instanceof LogUnavailableError) throw error;
      logger.error({ err: error, roomId }, "an ended room's log can't be read, and stays");
      this.#passedOver.add(roomId);
      const [oldest] = this.#passedOver;
      if (this.#passedOver.size > PASSED_OVER_MAX && oldest) this.#passedOver.delete(oldest);
      return false;
    }
  }
}
