import { Buffer } from "node:buffer";
import type { ActorDefinition, CommandBase } from "./decider.ts";
import type { Entry, Snapshot } from "./entry.ts";
import type { ActorLimits } from "./limits.ts";
import { RecentIds } from "./recent_ids.ts";
import type { Replayed } from "./replay.ts";
import { type NoticeBase, refusal, type Reply } from "./wire.ts";

const encoder = new TextEncoder();

/** An answer that may be given now, and the work that goes with it. `T` names who asked. */
export interface Release<T, F> {
  to: T;
  reply: Reply;
  effects: readonly F[];
}

/** One append: hand it to the log, then call `commit` or `rollBack`. */
export interface Sealed {
  entryId: string;
  expectedSeq: number;
  entry: Uint8Array;
}

/** What an append that is in the log sets free, to be done in this order: answers, notice, effects. */
export interface Commit<T, F> {
  releases: readonly Release<T, F>[];
  /** Asks the definition what to tell watchers; throws what it throws. */
  notice(): NoticeBase | undefined;
}

export interface LedgerOptions {
  hostId: string;
  /** Unique per ledger, so that no two appends ever share an id. */
  incarnation: string;
  /** The owner's epoch: one more than the log's for an adoption, the same for a rebuild. */
  epoch: number;
  /** Whether that epoch is in the log already. */
  claimed: boolean;
  /** The actor's last sequence. */
  seq: number;
  limits: Pick<ActorLimits, "batchCommands" | "batchBytes" | "dedupeIds" | "dedupeGraceMs">;
}

/** Facts decided together and appended together, with the answers that wait for them. */
interface Batch<S, E, F, T> {
  /** State and rev after the facts of this batch. */
  state: S;
  rev: number;
  readonly records: string[];
  readonly events: E[];
  readonly ids: Map<string, number>;
  readonly releases: Release<T, F>[];
  bytes: number;
}

/**
 * The bookkeeping of one owner: what is in the log, what is on its way there and what waits. Pure:
 * commands and the log's answers go in, answers and appends come out; no I/O, no clock.
 *
 * Commands are decided against the *optimistic* state, which includes facts not yet in the log. While
 * one append is under way the next batch grows (group commit). No answer is released before all facts
 * its decision saw are in the log, so answers keep the order of the commands. When an append fails,
 * everything unreleased is undone by falling back to the state in the log.
 */
export class Ledger<S, C extends CommandBase, E, F, T> {
  readonly #definition: ActorDefinition<S, C, E, F>;
  readonly #options: LedgerOptions;
  readonly #recent: RecentIds;
  #claimed: boolean;
  #seq: number;
  #state: S;
  #rev: number;
  #announcedRev: number;
  #appends = 0;
  #inFlight: Batch<S, E, F, T> | undefined;
  #open: Batch<S, E, F, T> | undefined;

  constructor(
    definition: ActorDefinition<S, C, E, F>,
    from: Replayed<S>,
    options: LedgerOptions,
  ) {
    this.#definition = definition;
    this.#options = options;
    this.#recent = new RecentIds(options.limits.dedupeIds, options.limits.dedupeGraceMs, from.ids);
    this.#claimed = options.claimed;
    this.#seq = options.seq;
    this.#state = from.state;
    this.#rev = from.rev;
    this.#announcedRev = from.rev;
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  /** Whether this owner's epoch is in the log. */
  get claimed(): boolean {
    return this.#claimed;
  }

  /** The last sequence known to be in the log. */
  get seq(): number {
    return this.#seq;
  }

  /** The state in the log; what is still on its way there is not in it. */
  get state(): Readonly<S> {
    return this.#state;
  }

  /** Number of facts in that state. */
  get rev(): number {
    return this.#rev;
  }

  /** Whether no answer waits for the log. */
  get settled(): boolean {
    return !this.#inFlight && !this.#open;
  }

  /** Whether another command may be decided before the next append. */
  get hasRoom(): boolean {
    const { batchCommands, batchBytes } = this.#options.limits;
    const open = this.#open;
    return !open || (open.releases.length < batchCommands && open.bytes < batchBytes);
  }

  /**
   * Decides a command. Returns its answer if it may be given now; otherwise the answer waits for the
   * log. Throws what the definition throws, and has then changed nothing.
   */
  submit(command: C, to: T, now: number): Release<T, F> | undefined {
    const state = this.#tail?.state ?? this.#state;
    const rev = this.#tail?.rev ?? this.#rev;
    const refused = (code: string, message: string, retryAfterMs?: number) =>
      this.#release({ to, reply: refusal(code, message, retryAfterMs), effects: [] });
    if (now > command.deadlineAt) return refused("expired", "The deadline has passed");

    const decision = this.#definition.decide(state, command, now);
    if (this.#knows(command.id)) {
      // The facts are there already; the answer and the effects may have been lost.
      const effects = decision.accepted ? decision.effects : [];
      return this.#release({ to, reply: this.#accepted(state, rev, command), effects });
    }
    if (!decision.accepted) {
      return refused(decision.code, decision.message, decision.retryAfterMs);
    }
    const { events, effects } = decision;
    // Work in the outside needs an epoch that is in the log, even where there is no fact to write.
    if (events.length === 0 && (this.#claimed || effects.length === 0)) {
      return this.#release({ to, reply: this.#accepted(state, rev, command), effects });
    }

    const record = JSON.stringify({ id: command.id, deadlineAt: command.deadlineAt, events });
    const bytes = Buffer.byteLength(record);
    if (bytes > this.#options.limits.batchBytes) {
      return refused("invalid-command", "The command's facts are too large for the log");
    }
    let after: S = state;
    for (const event of events) after = this.#definition.evolve(after, event);
    const reply = this.#accepted(after, rev + events.length, command);

    const open = this.#open ??= this.#newBatch();
    open.state = after;
    open.rev += events.length;
    open.records.push(record);
    open.bytes += bytes;
    open.events.push(...events);
    open.ids.set(command.id, command.deadlineAt);
    open.releases.push({ to, reply, effects });
    return undefined;
  }

  /** The append that makes this owner the owner: an entry without facts. */
  claim(now: number): Sealed {
    return this.#seal(this.#open ?? this.#newBatch(), now);
  }

  /** The next append, unless one is under way or nothing waits. */
  seal(now: number): Sealed | undefined {
    return this.#inFlight || !this.#open ? undefined : this.#seal(this.#open, now);
  }

  /** The append is in the log at `seq`. */
  commit(seq: number, now: number): Commit<T, F> {
    const batch = this.#inFlight;
    if (!batch) throw new Error("Cannot commit: no append is under way");
    const first = !this.#claimed;
    this.#inFlight = undefined;
    this.#claimed = true;
    this.#seq = seq;
    this.#state = batch.state;
    this.#rev = batch.rev;
    for (const [id, deadlineAt] of batch.ids) this.#recent.add(id, deadlineAt, now);
    return { releases: batch.releases, notice: () => this.#notice(batch, first) };
  }

  /**
   * The append is certainly not in the log, or never will matter: forgets everything not yet there
   * and returns the answers that waited, all of them `reply`.
   */
  rollBack(reply: Reply): Release<T, F>[] {
    const waiting = [...this.#inFlight?.releases ?? [], ...this.#open?.releases ?? []];
    this.#inFlight = undefined;
    this.#open = undefined;
    return waiting.map(({ to }) => ({ to, reply, effects: [] }));
  }

  /** The state in the log with what a successor needs to go on. */
  snapshot(): Snapshot {
    const ids = this.#recent.entries();
    return { v: 1, epoch: this.epoch, rev: this.#rev, ids, state: this.#state };
  }

  /** The entry that ends this actor's history: whoever reads it begins anew. */
  tombstone(now: number): Sealed {
    return this.#sealed(JSON.stringify({ ...this.#head(now), archived: true, commands: [] }));
  }

  get #tail(): Batch<S, E, F, T> | undefined {
    return this.#open ?? this.#inFlight;
  }

  #newBatch(): Batch<S, E, F, T> {
    const state = this.#inFlight?.state ?? this.#state;
    const rev = this.#inFlight?.rev ?? this.#rev;
    return { state, rev, records: [], events: [], ids: new Map(), releases: [], bytes: 0 };
  }

  #seal(batch: Batch<S, E, F, T>, now: number): Sealed {
    this.#inFlight = batch;
    this.#open = undefined;
    const head = { ...this.#head(now), ...(!this.#claimed && { adopted: true }) };
    return this.#sealed(`${JSON.stringify(head).slice(0, -1)},"commands":[${batch.records}]}`);
  }

  #knows(id: string): boolean {
    return this.#recent.has(id) || this.#inFlight?.ids.has(id) || this.#open?.ids.has(id) || false;
  }

  #accepted(state: Readonly<S>, rev: number, command: C): Reply {
    const result = this.#definition.answer(state, command);
    return { v: 1, ok: true, durable: true, epoch: this.epoch, rev, result };
  }

  /** Now, or together with the facts it saw. */
  #release(release: Release<T, F>): Release<T, F> | undefined {
    if (!this.#tail) return release;
    this.#tail.releases.push(release);
    return undefined;
  }

  #head(at: number): Omit<Entry, "commands"> {
    const { hostId, epoch } = this.#options;
    return { v: 1, hostId, epoch, rev: this.#rev, at };
  }

  #sealed(json: string): Sealed {
    const entryId = `${this.#options.incarnation}/${this.#appends++}`;
    return { entryId, expectedSeq: this.#seq, entry: encoder.encode(json) };
  }

  /** Facts nobody wants to hear of are covered by the next notice's range, so it has no gaps. */
  #notice(batch: Batch<S, E, F, T>, first: boolean): NoticeBase | undefined {
    const body = batch.events.length > 0
      ? this.#definition.announce(batch.events, batch.state)
      : undefined;
    if (body === undefined && !first) return undefined;
    const from = this.#announcedRev;
    this.#announcedRev = batch.rev;
    return {
      v: 1,
      epoch: this.epoch,
      from,
      to: batch.rev,
      ...(body !== undefined && { body }),
      ...(first && { adopted: { hostId: this.#options.hostId } }),
    };
  }
}
