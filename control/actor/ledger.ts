import { Buffer } from "node:buffer";
import { type Batch, joined, newBatch, type Release } from "./batch.ts";
import { type ActorDefinition, type CommandBase, Unanswerable } from "./decider.ts";
import type { Snapshot } from "./entry.ts";
import { HeldFacts } from "./held.ts";
import type { ActorLimits } from "./limits.ts";
import { LogEnd, type LogEndOptions, type Sealed } from "./log_end.ts";
import { RecentIds } from "./recent_ids.ts";
import type { Replayed } from "./replay.ts";
import { type NoticeBase, refusal, type Reply } from "./wire.ts";

/** What may be told now, to be done in this order: answers, notice, effects. */
export interface Told<T, F> {
  releases: readonly Release<T, F>[];
  /** Asks the definition what to tell watchers; throws what it throws. */
  notice(): NoticeBase | undefined;
}

export interface LedgerOptions extends LogEndOptions {
  limits: LedgerLimits;
}

type LedgerLimits = Pick<
  ActorLimits,
  | "batchCommands"
  | "batchBytes"
  | "dedupeIds"
  | "dedupeGraceMs"
  | "heldFacts"
  | "heldBytes"
  | "logRetryMs"
>;

/** An append under way. */
interface InFlight<S, E, F, T> {
  commands: number;
  /** Number of facts in the log once it is there. */
  rev: number;
  /** What waits for it; nothing does if all of it was told already. */
  batch: Batch<S, E, F, T> | undefined;
}

/**
 * The bookkeeping of one owner: what is in the log, what is on its way there and what waits. Pure:
 * commands and the log's answers go in, answers and appends come out; no I/O, no clock.
 *
 * Commands are decided against the *optimistic* state, which includes facts not yet told. While one
 * append is under way the next batch grows (group commit). No answer is released before all facts its
 * decision saw are in the log, so answers keep the order of the commands.
 *
 * Unless the log is away: from `hold` on facts are told first and wait in memory, and every answer that
 * tells of such a fact says that it is not durable. An append under way then keeps its id and its
 * place, as it may be in the log; what was told later is appended behind it, merged into large entries.
 * With the first append that gets through, answers wait for the log again.
 */
export class Ledger<S, C extends CommandBase, E, F, T> {
  readonly #definition: ActorDefinition<S, C, E, F>;
  readonly #options: LedgerOptions;
  readonly #recent: RecentIds;
  readonly #log: LogEnd;
  #state: S;
  #rev: number;
  #announcedRev: number;
  #inFlight: InFlight<S, E, F, T> | undefined;
  #open: Batch<S, E, F, T> | undefined;
  /** Made when the log is first missed: a quiet actor should weigh little. */
  #held: HeldFacts | undefined;
  #isHolding = false;

  constructor(
    definition: ActorDefinition<S, C, E, F>,
    from: Replayed<S>,
    options: LedgerOptions,
  ) {
    this.#definition = definition;
    this.#options = options;
    this.#recent = new RecentIds(options.limits.dedupeIds, options.limits.dedupeGraceMs, from.ids);
    this.#log = new LogEnd(options, from.rev);
    this.#state = from.state;
    this.#rev = from.rev;
    this.#announcedRev = from.rev;
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  /** Whether this owner's epoch is in the log. */
  get claimed(): boolean {
    return this.#log.claimed;
  }

  /** The last sequence known to be in the log. */
  get seq(): number {
    return this.#log.seq;
  }

  /** The state as it was told: what is in the log, and what is held. What waits for the log is not in it. */
  get state(): Readonly<S> {
    return this.#state;
  }

  /** Number of facts in that state. */
  get rev(): number {
    return this.#rev;
  }

  /** Facts that were told and are not known to be in the log. */
  get heldFacts(): number {
    return this.#rev - this.#log.rev;
  }

  /** Whether facts are told without waiting for the log. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Whether the state that was told is in the log, as far as this owner can know. */
  get isDurable(): boolean {
    return !this.#isHolding && this.heldFacts === 0;
  }

  /** Whether no answer and no fact waits for the log. */
  get settled(): boolean {
    return !this.#inFlight && !this.#open && this.heldFacts === 0;
  }

  /** Whether an append is under way, be it sent or waiting to be sent again. */
  get isAppending(): boolean {
    return this.#inFlight !== undefined;
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

    const decision = this.#definition.decide(state, command, now, this.epoch);
    if (this.#knows(command.id)) {
      // The facts are there already; the answer and the effects may have been lost. Where the state has
      // gone on so that there would be others, they won't be, and what would follow from them neither.
      const effects = decision.accepted && decision.events.length === 0 ? decision.effects : [];
      return this.#release({ to, reply: this.#accepted(state, rev, command), effects });
    }
    if (!decision.accepted) {
      return refused(decision.code, decision.message, decision.retryAfterMs);
    }
    const { events, effects } = decision;
    // Work in the outside needs an epoch that is in the log, even where there is no fact to write.
    if (events.length === 0 && (this.#log.claimed || effects.length === 0)) {
      return this.#release({ to, reply: this.#accepted(state, rev, command), effects });
    }

    const json = JSON.stringify({ id: command.id, deadlineAt: command.deadlineAt, events });
    const record = { json, facts: events.length, bytes: Buffer.byteLength(json) };
    const { limits } = this.#options;
    if (record.bytes > limits.batchBytes) {
      return refused("invalid-command", "The command's facts are too large for the log");
    }
    if (!this.#mayHold(rev + record.facts, record.bytes)) {
      const text = "The log is away and no more facts can be held for it";
      return refused("log-unavailable", text, limits.logRetryMs);
    }
    let after: S = state;
    for (const event of events) after = this.#definition.evolve(after, event);
    const reply = this.#accepted(after, rev + events.length, command);

    const open = this.#open ??= newBatch(state, rev);
    open.state = after;
    open.rev += record.facts;
    open.records.push(record);
    open.bytes += record.bytes;
    open.events.push(...events);
    open.ids.set(command.id, command.deadlineAt);
    open.releases.push({ to, reply, effects });
    return undefined;
  }

  /** The append that makes this owner the owner: an entry without facts. */
  claim(now: number): Sealed {
    return this.#sealOpen(this.#open ?? newBatch(this.#state, this.#rev), now);
  }

  /** The next append, unless one is under way or nothing waits. */
  seal(now: number): Sealed | undefined {
    if (this.#inFlight) return undefined;
    if (this.#held && !this.#held.isEmpty) {
      const records = this.#held.take(this.#options.limits);
      const facts = records.reduce((sum, record) => sum + record.facts, 0);
      const rev = this.#log.rev + facts;
      this.#inFlight = { commands: records.length, rev, batch: undefined };
      return this.#log.seal(records, now);
    }
    return this.#open && !this.#isHolding ? this.#sealOpen(this.#open, now) : undefined;
  }

  /** The append is in the log at `seq`: what waited for it may be told, and facts wait for the log again. */
  commit(seq: number, now: number): Told<T, F> & { commands: number } {
    const inFlight = this.#inFlight;
    if (!inFlight) throw new Error("Cannot commit: no append is under way");
    const first = !this.#log.claimed;
    this.#inFlight = undefined;
    this.#isHolding = false;
    this.#log.advance(seq, inFlight.rev);
    const { batch, commands } = inFlight;
    if (!batch) return { releases: [], notice: () => undefined, commands };
    return { ...this.#tell(batch, first, now), commands: batch.releases.length };
  }

  /**
   * The log is away: what waits for it is told without it, and from now on facts are held. Only for an
   * owner whose epoch is in the log; anybody might own what nobody has claimed.
   */
  hold(now: number): Told<T, F> | undefined {
    if (!this.#log.claimed) throw new Error("Cannot hold facts: the epoch is not in the log");
    this.#isHolding = true;
    const open = this.#open;
    const sent = this.#inFlight?.batch;
    if (open) (this.#held ??= new HeldFacts()).push(open.records);
    if (this.#inFlight) this.#inFlight.batch = undefined;
    this.#open = undefined;
    const waiting = sent && open ? joined(sent, open) : sent ?? open;
    if (!waiting) return undefined;
    const { releases, notice } = this.#tell(waiting, false, now);
    return { releases: releases.map(undurable), notice };
  }

  /** The log answers and this is still the owner: facts wait for it again, behind those that are held. */
  resume(): void {
    this.#isHolding = false;
  }

  /**
   * The append is certainly not in the log, or never will matter: forgets everything not yet there
   * and returns the answers that waited, all of them `reply`.
   */
  rollBack(reply: Reply): Release<T, F>[] {
    const waiting = [...this.#inFlight?.batch?.releases ?? [], ...this.#open?.releases ?? []];
    this.#inFlight = undefined;
    this.#open = undefined;
    return waiting.map(({ to }) => ({ to, reply, effects: [] }));
  }

  /** The state in the log with what a successor needs to go on; only while `isDurable`. */
  snapshot(): Snapshot {
    if (!this.isDurable) throw new Error("Cannot take a snapshot: facts are held");
    const ids = this.#recent.entries();
    return { v: 1, epoch: this.epoch, rev: this.#rev, ids, state: this.#state };
  }

  /** What the next decision is based on, if that was not told yet. */
  get #tail(): Batch<S, E, F, T> | undefined {
    return this.#open ?? this.#inFlight?.batch;
  }

  #mayHold(rev: number, bytes: number): boolean {
    const { heldFacts, heldBytes } = this.#options.limits;
    if (!this.#isHolding) return true;
    const held = (this.#held?.bytes ?? 0) + (this.#open?.bytes ?? 0);
    return rev - this.#log.rev <= heldFacts && held + bytes <= heldBytes;
  }

  #sealOpen(batch: Batch<S, E, F, T>, now: number): Sealed {
    this.#inFlight = { commands: batch.releases.length, rev: batch.rev, batch };
    this.#open = undefined;
    return this.#log.seal(batch.records, now);
  }

  /** From here on it can't be taken back. */
  #tell(batch: Batch<S, E, F, T>, first: boolean, now: number): Told<T, F> {
    this.#state = batch.state;
    this.#rev = batch.rev;
    for (const [id, deadlineAt] of batch.ids) this.#recent.add(id, deadlineAt, now);
    return { releases: batch.releases, notice: () => this.#notice(batch, first) };
  }

  #knows(id: string): boolean {
    return this.#recent.has(id) || this.#inFlight?.batch?.ids.has(id) || this.#open?.ids.has(id) ||
      false;
  }

  #accepted(state: Readonly<S>, rev: number, command: C): Reply {
    const result = this.#definition.answer(state, command);
    if (result instanceof Unanswerable) return refusal(result.code, result.message);
    return { v: 1, ok: true, durable: true, epoch: this.epoch, rev, result };
  }

  /** Now, or together with the facts it saw. */
  #release(release: Release<T, F>): Release<T, F> | undefined {
    const tail = this.#tail;
    if (!tail) return this.isDurable ? release : undurable(release);
    tail.releases.push(release);
    return undefined;
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

/** The same answer, saying that something in it may yet be lost. */
function undurable<T, F>(release: Release<T, F>): Release<T, F> {
  const { reply } = release;
  return reply.ok ? { ...release, reply: { ...reply, durable: false } } : release;
}
