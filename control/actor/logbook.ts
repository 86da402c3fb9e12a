import { type Clock, encode, sleep } from "../../kit/mod.ts";
import type { ActorDefinition, CommandBase } from "./decider.ts";
import { LogGapError, type Snapshot } from "./entry.ts";
import type { Sealed } from "./log_end.ts";
import type { ActorLimits } from "./limits.ts";
import type { ActorLog, AppendResult } from "./log.ts";
import { replay, type Replayed } from "./replay.ts";

/** A read that a purge overtook is begun again so often. */
const READ_ATTEMPTS_MAX = 3;

export interface LogbookOptions<S, C extends CommandBase, E, F> {
  actorId: string;
  definition: ActorDefinition<S, C, E, F>;
  log: ActorLog;
  clock: Clock;
  limits: ActorLimits;
  /** Told when a snapshot could not be kept; the next one will be tried in time. */
  snapshotFailed: (error: unknown) => void;
}

/** One actor's dealings with its log: reads that join up, appends whose outcome is known, snapshots. */
export class Logbook<S, C extends CommandBase, E, F> {
  readonly #options: LogbookOptions<S, C, E, F>;
  #entriesSinceSnapshot = 0;
  #snapshotRev = 0;
  /** The snapshot under way; never rejects. */
  #keeping: Promise<void> = Promise.resolve();

  constructor(options: LogbookOptions<S, C, E, F>) {
    this.#options = options;
  }

  /** What the log says now, and the actor's last sequence. Rejects as the log and `replay` do. */
  async read(): Promise<{ replayed: Replayed<S>; lastSeq: number }> {
    const { actorId, definition, log } = this.#options;
    for (let attempt = 1;; attempt++) {
      const content = await log.read(actorId);
      try {
        const replayed = replay(definition, content);
        this.#entriesSinceSnapshot = content.entries.length;
        this.#snapshotRev = replayed.snapshotRev;
        return { replayed, lastSeq: content.lastSeq };
      } catch (error) {
        if (!(error instanceof LogGapError) || attempt >= READ_ATTEMPTS_MAX) throw error;
      }
    }
  }

  /** Tries once. */
  async append({ expectedSeq, entryId, entry }: Sealed): Promise<AppendResult> {
    const { actorId, log } = this.#options;
    const result = await log.append(actorId, expectedSeq, entryId, entry);
    if (result.ok) this.#entriesSinceSnapshot++;
    return result;
  }

  /** Repeats a claim or a farewell, within bounds, while its outcome is unknown. */
  async appendSurely(sealed: Sealed): Promise<AppendResult> {
    const { clock, limits } = this.#options;
    for (let attempt = 1;; attempt++) {
      const result = await this.append(sealed);
      if (result.ok || result.reason !== "unknown") return result;
      if (attempt >= limits.claimAttempts) return result;
      await sleep(clock, limits.appendRetryMs);
    }
  }

  /** Keeps a snapshot when one is due, and now and then trims the log behind it. */
  considerSnapshot(seq: number, rev: number, snapshot: () => Snapshot): void {
    const { limits } = this.#options;
    const few = this.#entriesSinceSnapshot < limits.snapshotEveryEntries &&
      rev - this.#snapshotRev < limits.snapshotEveryEvents;
    if (!few) this.#keep(seq, rev, snapshot());
  }

  /**
   * Before an owner leaves: keeps a snapshot unless there is only one entry after the last. Whoever
   * comes next then reads that and the last entry, however it fares until then. Never rejects.
   */
  async keepForHeir(seq: number, rev: number, snapshot: () => Snapshot): Promise<void> {
    if (this.#entriesSinceSnapshot > 1) this.#keep(seq, rev, snapshot());
    await this.#keeping;
  }

  /** The actor's last sequence. Rejects as the log does. */
  lastSeq(): Promise<number> {
    return this.#options.log.lastSeq(this.#options.actorId);
  }

  #keep(seq: number, rev: number, snapshot: Snapshot): void {
    const { actorId, log, limits, snapshotFailed } = this.#options;
    // Told from the revs alone, so that an actor with many short-lived owners is trimmed too.
    const { trimEveryEvents } = limits;
    const trim =
      Math.floor(rev / trimEveryEvents) > Math.floor(this.#snapshotRev / trimEveryEvents);
    this.#entriesSinceSnapshot = 0;
    this.#snapshotRev = rev;
    this.#keeping = log.snapshot(actorId, seq, encode(snapshot))
      .then(() => trim ? log.trim(actorId, seq) : undefined)
      .catch(snapshotFailed);
  }
}
