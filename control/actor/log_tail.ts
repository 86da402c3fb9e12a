import { jetstream, type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsBus } from "../../kit/mod.ts";
import { LogUnavailableError } from "./log.ts";
import { LogMarks, type LogMarksOptions } from "./log_reading.ts";

const TIMEOUT_MS = 2_000;
/** Entries that are asked for at once. */
const READ_AHEAD = 32;

/** One entry of some actor's log. */
export interface TailEntry {
  /** Its place in the shard. */
  seq: number;
  actorId: string;
  data: Uint8Array;
}

/** All actors' entries, shard by shard, in the order of their appends; for whoever follows them all. */
export class LogTail {
  readonly #manager: JetStreamManager;
  readonly #marks: LogMarks;
  readonly #options: LogMarksOptions;

  private constructor(manager: JetStreamManager, marks: LogMarks, options: LogMarksOptions) {
    this.#manager = manager;
    this.#marks = marks;
    this.#options = options;
  }

  /** The streams are the log's, which makes them; here that of the marks is made. Rejects with `LogUnavailableError`. */
  static async open(
    bus: NatsBus,
    options: LogMarksOptions & { replicas: number },
  ): Promise<LogTail> {
    const limits = { timeout: TIMEOUT_MS, checkAPI: false };
    try {
      const manager = await jetstreamManager(bus.connection, limits);
      await LogMarks.make(manager, options, options.replicas);
      const client = jetstream(bus.connection, { timeout: TIMEOUT_MS });
      return new LogTail(manager, new LogMarks(client, manager, options), options);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** At most `max` entries after `seq`, oldest first. Rejects with `LogUnavailableError`. */
  async read(shard: number, seq: number, max: number): Promise<TailEntry[]> {
    const entries: TailEntry[] = [];
    try {
      while (entries.length < max) {
        // Sequences have holes where logs were trimmed; this one jumps over them.
        const next = await this.#entry(shard, {
          next_by_subj: this.#subjects(shard),
          seq: seq + 1,
        });
        if (!next) return entries;
        const ahead = Math.min(READ_AHEAD, max - entries.length) - 1;
        const rest = await Promise.all(
          Array.from({ length: ahead }, (_, at) => this.#entry(shard, { seq: next.seq + 1 + at })),
        );
        // Behind a hole nothing is certain: an entry may have come between two of those questions.
        const hole = rest.indexOf(undefined);
        const whole = [next, ...(hole < 0 ? rest : rest.slice(0, hole))];
        for (const entry of whole) if (entry) entries.push(entry);
        seq = entries.at(-1)?.seq ?? seq;
      }
      return entries;
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** The shard's last sequence, 0 if it has none. Rejects with `LogUnavailableError`. */
  async lastSeq(shard: number): Promise<number> {
    try {
      return (await this.#entry(shard, { last_by_subj: this.#subjects(shard) }))?.seq ?? 0;
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Owners may drop what stands up to `seq`. Rejects with `LogUnavailableError`. */
  async markRead(shard: number, seq: number): Promise<void> {
    try {
      await this.#marks.set(shard, seq);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Asked of the stream's leader: another server's copy may lack what stands before what it has. */
  async #entry(
    shard: number,
    query: { seq: number; next_by_subj?: string } | { last_by_subj: string },
  ): Promise<TailEntry | undefined> {
    const found = await this.#manager.streams.getMessage(
      `${this.#options.name}_LOG_${shard}`,
      query,
    );
    if (!found) return undefined;
    const actorId = found.subject.slice(found.subject.lastIndexOf(".") + 1);
    return { seq: found.seq, actorId, data: found.data };
  }

  #subjects(shard: number): string {
    return `${this.#options.prefix}.log.${shard}.>`;
  }
}

function unavailable(error: unknown): LogUnavailableError {
  if (error instanceof LogUnavailableError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new LogUnavailableError(reason, { cause: error });
}
