import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import { type LogTail, LogUnavailableError } from "../actor/mod.ts";
import { StoreUnavailableError } from "../store/mod.ts";
import { decodeEntry, type RoomEntry } from "./decode.ts";
import type { Keeper } from "./keeper.ts";
import type { ProjectorCounters } from "./measures.ts";

/** Entries in one transaction. */
const BATCH_ENTRIES = 100;
/** Facts in one transaction; an entry ends it that passes this. */
const BATCH_FACTS = 1_000;
/** How often a shard is looked at of which nothing is heard. */
const POLL_MS = 5_000;
/** Entries that come together go into one transaction. */
const GATHER_MS = 20;
/** Pauses while the database or the log is away. */
const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 5_000;
/** Owners are told at most so often, while there is more to read, what has been read. */
const MARK_EVERY_MS = 1_000;

export interface ShardReaderOptions {
  shard: number;
  tail: Pick<LogTail, "read" | "lastSeq" | "markRead">;
  keeper: Keeper;
  counters: ProjectorCounters;
  clock: Clock;
  logger: Logger;
  random?: () => number;
}

/** How far behind a shard's reader is. */
export interface Lag {
  readonly entries: number;
  /** Age of the oldest entry that is not kept yet. */
  readonly seconds: number;
}

/**
 * Follows one shard of the rooms' log and has it kept, entry after entry. Whatever is away is waited for;
 * nothing else stops it. Several processes may follow one shard: the cursor lets one of them write, the
 * others stand by.
 */
export class ShardReader implements AsyncDisposable {
  readonly #options: ShardReaderOptions;
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;
  /** As the cursor was last seen. */
  #seq: number | undefined;
  #markedAtMs = -Infinity;
  #marked = 0;
  /** Ends a pause. */
  #wake = new AbortController();
  #isDeaf = false;
  #retryMs = RETRY_MIN_MS;
  #behind = 0;
  #oldestAt: number | undefined;

  constructor(options: ShardReaderOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  get lag(): Lag {
    const { clock } = this.#options;
    const seconds = this.#oldestAt === undefined ? 0 : (clock.wallMs() - this.#oldestAt) / 1_000;
    return { entries: this.#behind, seconds: Math.max(0, seconds) };
  }

  /** Something has been written there. */
  wake(): void {
    if (!this.#isDeaf) this.#wake.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#wake.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      const state = await this.#step();
      if (signal.aborted) return;
      if (state === "more") continue;
      if (state === "away") {
        this.#isDeaf = true;
        await sleep(clock, this.#retryMs * (0.5 + random() / 2), signal);
        this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
        continue;
      }
      this.#retryMs = RETRY_MIN_MS;
      // Who stands by lets the other one work, and looks now and then whether it does.
      this.#isDeaf = state === "standby";
      this.#wake = new AbortController();
      await sleep(
        clock,
        POLL_MS * (0.5 + random() / 2),
        AbortSignal.any([signal, this.#wake.signal]),
      );
      if (this.#wake.signal.aborted) await sleep(clock, GATHER_MS, signal);
    }
  }

  /** Never rejects. */
  async #step(): Promise<"more" | "done" | "standby" | "away"> {
    const { shard, keeper, tail, counters, logger } = this.#options;
    try {
      const from = this.#seq ?? await keeper.cursor(shard);
      const read = await tail.read(shard, from, BATCH_ENTRIES);
      const { entries, to, unreadable, unknown } = this.#decode(read, from);
      if (to === from) {
        this.#seq = from;
        [this.#behind, this.#oldestAt] = [0, undefined];
        await this.#mark(from, true);
        return "done";
      }
      this.#oldestAt = entries[0]?.at;
      this.#behind = read.length;
      const kept = await keeper.keep({ shard, from, to, entries });
      if (!kept.kept) {
        this.#seq = kept.seq;
        return "standby";
      }
      this.#seq = to;
      // Only now: what was read in vain is read again, and others may have kept it.
      counters.kept(entries.length);
      if (unreadable > 0) counters.skipped("unreadable", unreadable);
      if (unknown > 0) counters.skipped("unknown", unknown);
      if (kept.gaps > 0) counters.gaps(kept.gaps);
      if (kept.skipped > 0) {
        counters.skipped("refused", kept.skipped);
        logger.error({ shard, to, skipped: kept.skipped }, "the database refused facts of a room");
      }
      await this.#mark(to, false);
      this.#retryMs = RETRY_MIN_MS;
      return "more";
    } catch (error) {
      // A cursor that was given up on may have moved.
      this.#seq = undefined;
      await this.#measure();
      const passes = error instanceof StoreUnavailableError || error instanceof LogUnavailableError;
      const text = "history is not written for now";
      if (passes) logger.warn({ err: error, shard }, text);
      else logger.error({ err: error, shard }, text);
      return "away";
    }
  }

  /** As many as fit into one transaction; what is no entry, or a fact of a later version, is passed over. */
  #decode(
    read: Awaited<ReturnType<LogTail["read"]>>,
    from: number,
  ): { entries: RoomEntry[]; to: number; unreadable: number; unknown: number } {
    const { logger, shard } = this.#options;
    const entries: RoomEntry[] = [];
    let [to, facts, unreadable, unknown] = [from, 0, 0, 0];
    for (const stored of read) {
      if (facts >= BATCH_FACTS) break;
      to = stored.seq;
      const entry = decodeEntry(stored);
      if (!entry) {
        unreadable++;
        logger.error({ shard, seq: stored.seq }, "an entry of a room's log can't be read");
        continue;
      }
      unknown += entry.unknown;
      facts += entry.facts.length;
      entries.push(entry);
    }
    return { entries, to, unreadable, unknown };
  }

  /** Lets owners drop what is kept. Where that fails they wait; nothing is lost by it. */
  async #mark(seq: number, isIdle: boolean): Promise<void> {
    const { clock, tail, shard, logger } = this.#options;
    const nowMs = clock.monotonicMs();
    if (seq <= this.#marked || (!isIdle && nowMs - this.#markedAtMs < MARK_EVERY_MS)) return;
    try {
      await tail.markRead(shard, seq);
      [this.#marked, this.#markedAtMs] = [seq, nowMs];
    } catch (error) {
      logger.warn({ err: error, shard }, "owners could not be told what was read");
    }
  }

  /** How much waits while the database is away. */
  async #measure(): Promise<void> {
    const { tail, shard, keeper } = this.#options;
    const last = await tail.lastSeq(shard).catch(() => undefined);
    const kept = await keeper.cursor(shard).catch(() => this.#marked);
    if (last !== undefined) this.#behind = Math.max(this.#behind, last - kept);
  }
}
