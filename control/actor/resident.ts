import { type BusMessage, type BusSubscription, sleep } from "../../kit/mod.ts";
import type { CommandBase } from "./decider.ts";
import { EffectScope } from "./effects.ts";
import { explain } from "./entry.ts";
import { Logbook } from "./logbook.ts";
import { type Incoming, Mailbox } from "./mailbox.ts";
import { Ledger, type Release, type Sealed } from "./ledger.ts";
import type { ActorLimits } from "./limits.ts";
import { type AppendResult, LogUnavailableError } from "./log.ts";
import { type ActorCount, ActorError, type ActorHostOptions } from "./options.ts";
import type { Replayed } from "./replay.ts";
import { OwnerClaim, OwnerQuery, type Refusal, refusal, type Reply } from "./wire.ts";

/** A claim that met a stale read, or a race, is begun again so often. */
const CLAIM_ATTEMPTS_MAX = 3;

export interface ResidentOptions<S, C extends CommandBase, E, F> {
  actorId: string;
  /** A name no other ledger has had, in this life of the host or another. */
  incarnation: () => string;
  host: ActorHostOptions<S, C, E, F>;
  limits: ActorLimits;
  /** Called once, when the actor has left memory for whatever reason. */
  gone: () => void;
}

/**
 * One actor in memory: mailbox, ledger, log and effects wired to bus and clock. One command is decided
 * at a time and one append is under way at a time; everything asynchronous happens in `#work`.
 *
 * `activating` holds commands back, `active` and `leaving` work, `gone` refuses. An actor becomes
 * `gone` when it left in order, was fenced, lost its log, or crashed too often.
 */
export class Resident<S, C extends CommandBase, E, F> {
  readonly actorId: string;
  readonly #options: ActorHostOptions<S, C, E, F>;
  readonly #limits: ActorLimits;
  readonly #incarnation: () => string;
  readonly #gone: () => void;
  readonly #effects: EffectScope<S, C, F>;
  readonly #mailbox: Mailbox<C>;
  readonly #logbook: Logbook<S, C, E, F>;
  #phase: "activating" | "active" | "leaving" | "gone" = "activating";
  #ledger: Ledger<S, C, E, F, Incoming<C>> | undefined;
  #subscription: BusSubscription | undefined;
  /** What is answered once gone. */
  #farewell: Refusal = refusal("not-owner", "This host no longer owns the actor");
  #scheduled = false;
  #working = false;
  #verifying = false;
  #crashed = false;
  #restarts = 0;
  #lastCrashMs = -Infinity;
  #activeAtMs: number;

  constructor(options: ResidentOptions<S, C, E, F>) {
    this.actorId = options.actorId;
    this.#options = options.host;
    this.#limits = options.limits;
    this.#incarnation = options.incarnation;
    this.#gone = options.gone;
    this.#activeAtMs = this.#options.clock.monotonicMs();
    this.#mailbox = new Mailbox(this.#limits);
    const { definition, log, clock } = this.#options;
    this.#logbook = new Logbook({
      actorId: this.actorId,
      definition,
      log,
      clock,
      limits: this.#limits,
      snapshotFailed: (error) => this.#report("snapshot-failed", "snapshot failed", error),
    });
    this.#effects = new EffectScope(
      this.#options.effects,
      () => ({
        actorId: this.actorId,
        epoch: this.#ledger?.epoch ?? 0,
        state: () => this.#ledger?.state ?? this.#options.definition.initial(),
        submit: (command) => this.submit(command),
      }),
      (error) => this.#report("effect-failed", "effect failed", error),
    );
  }

  get ledger(): Pick<Ledger<S, C, E, F, unknown>, "epoch" | "rev" | "state"> | undefined {
    return this.#ledger;
  }

  /** Whether nothing has happened for `idleMs` and nothing is under way. */
  isQuiet(idleMs: number): boolean {
    const ledger = this.#ledger;
    if (this.#phase !== "active" || !ledger || this.#effects.running > 0) return false;
    if (this.#mailbox.unanswered > 0 || !ledger.settled || this.#working) return false;
    const { definition, clock } = this.#options;
    // An actor without facts is a guess at an id, or about to be created: it need not stay.
    if (!ledger.claimed || definition.ended?.(ledger.state)) return true;
    if (clock.monotonicMs() - this.#activeAtMs < idleMs) return false;
    return definition.idle?.(ledger.state) ?? true;
  }

  /**
   * Reads the log and takes the actor over. Resolves to the owner's host id: another's if that host
   * was faster, and then this resident is gone. Rejects with `ActorError` and is gone.
   */
  async activate(): Promise<string> {
    const { bus, subjects, hostId } = this.#options;
    try {
      // Commands from now on wait in the mailbox, so nobody needs to activate a second time.
      this.#subscription = bus.subscribe(
        subjects.command(this.actorId),
        {},
        (message) => this.#receive(message),
      );
      const winner = await this.#adopt();
      if (winner !== hostId) {
        this.#count("adoption-lost");
        this.#leaveMemory(refusal("not-owner", `Host ${winner} owns the actor`));
        return winner;
      }
    } catch (error) {
      const reason = asActorError(error);
      this.#leaveMemory(refusal(reason.code, reason.message, this.#limits.logRetryMs));
      throw reason;
    }
    this.#count("activated");
    this.#phase = "active";
    this.#schedule();
    return hostId;
  }

  /** Hands over a command without the bus. Never rejects. */
  submit(command: C): Promise<Reply> {
    return new Promise((answer) => {
      this.#enqueue({ command, answer }, this.#mailbox.hasRoom("effect"));
    });
  }

  /** Finishes what was sent to it, bounded by `drainMs`, and leaves memory. */
  async leave(): Promise<void> {
    if (this.#phase !== "active") return;
    this.#phase = "leaving";
    await this.#subscription?.unsubscribe();
    const late = new AbortController();
    await Promise.race([
      this.#mailbox.whenEmpty(),
      sleep(this.#options.clock, this.#limits.drainMs, late.signal),
    ]);
    late.abort();
    if (this.#is("gone")) return;
    const ledger = this.#ledger;
    const ended = ledger?.claimed && this.#options.definition.ended?.(ledger.state);
    if (ledger && ended && ledger.settled) await this.#archive(ledger);
    this.#count("passivated");
    this.#leaveMemory(this.#farewell);
  }

  // Coming in.

  #receive(message: BusMessage): void {
    const { definition } = this.#options;
    const body = message.body;
    const parsed = definition.command.safeParse(body);
    if (!parsed.success) return this.#receiveOther(body, message, explain(parsed.error));
    const command = parsed.data;
    if (Reflect.get(command, definition.idKey) !== this.actorId) {
      const text = `${definition.idKey}: is not the actor this was sent to`;
      return message.respond(refusal("invalid-command", text));
    }
    const room = this.#mailbox.hasRoom("outside") &&
      this.#effects.running < this.#limits.effectsRunning;
    this.#enqueue({ command, answer: (reply) => message.respond(reply) }, room);
  }

  #receiveOther(body: unknown, message: BusMessage, problem: string): void {
    const { hostId } = this.#options;
    if (OwnerQuery.safeParse(body).success) {
      if (!this.#is("gone")) message.respond({ v: 1, hostId, epoch: this.#ledger?.epoch ?? 0 });
      return;
    }
    const claim = OwnerClaim.safeParse(body);
    if (!claim.success) return message.respond(refusal("invalid-command", problem));
    if (claim.data.owner.hostId !== hostId) this.#verify();
  }

  #enqueue(incoming: Incoming<C>, room: boolean): void {
    if (this.#phase === "gone") return incoming.answer(this.#farewell);
    if (!room) {
      this.#count("refused-overloaded");
      const { overloadedRetryMs } = this.#limits;
      return incoming.answer(refusal("overloaded", "The mailbox is full", overloadedRetryMs));
    }
    this.#mailbox.push(incoming);
    this.#schedule();
  }

  /** Commands that arrive in one turn of the event loop go into one append. */
  #schedule(): void {
    if (this.#scheduled || this.#phase === "activating") return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#decide();
      this.#work().catch((error) => this.#die(error));
    });
  }

  // Deciding and writing.

  #decide(): void {
    const ledger = this.#ledger;
    const { clock } = this.#options;
    if (!ledger || this.#phase === "gone") return;
    this.#activeAtMs = clock.monotonicMs();
    while (!this.#crashed && !this.#verifying && ledger.hasRoom) {
      const incoming = this.#mailbox.take();
      if (!incoming) return;
      try {
        const release = ledger.submit(incoming.command, incoming, clock.wallMs());
        if (release) this.#release([release]);
      } catch (error) {
        this.#crash(error);
        this.#mailbox.answer(
          incoming,
          refusal("internal", "The command met a fault and was not applied"),
        );
      }
    }
  }

  /** Appends until nothing waits, then rebuilds if something crashed. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let ledger; (ledger = this.#ledger) && !this.#is("gone");) {
        const sealed = ledger.seal(this.#options.clock.wallMs());
        if (sealed) await this.#write(ledger, sealed);
        else if (this.#crashed) await this.#rebuild(ledger);
        else break;
        this.#decide();
      }
    } finally {
      this.#working = false;
    }
  }

  async #write(ledger: Ledger<S, C, E, F, Incoming<C>>, sealed: Sealed): Promise<void> {
    const result = await this.#logbook.append(sealed);
    if (this.#is("gone")) return;
    if (result.ok) return this.#written(ledger, result.seq);
    if (result.reason === "wrong-sequence") {
      this.#count("fenced");
      return this.#leaveMemory(refusal("not-owner", "Another host has taken the actor over"));
    }
    this.#count("log-unavailable");
    const { actorId } = this;
    const outage = { actorId, message: result.message, waitingCommands: this.#mailbox.decided };
    const advice = this.#options.onLogUnavailable?.(outage);
    const retryMs = advice?.retryAfterMs ?? this.#limits.logRetryMs;
    const reply = refusal("log-unavailable", "The command was not applied", retryMs);
    if (result.reason === "unavailable") return this.#release(ledger.rollBack(reply));
    // It may be in the log or still come there: only reading it again, under a new epoch, tells.
    this.#options.logger.warn({ actorId }, "append outcome unknown, actor dropped");
    const unsure = "Whether the command was applied is not known yet; send it again with its id";
    this.#leaveMemory(refusal("log-unavailable", unsure, retryMs));
  }

  #written(ledger: Ledger<S, C, E, F, Incoming<C>>, seq: number): void {
    const first = !ledger.claimed;
    const commit = ledger.commit(seq, this.#options.clock.wallMs());
    this.#count("appended-entries");
    this.#count("appended-commands", commit.releases.length);
    for (const { to, reply } of commit.releases) this.#mailbox.answer(to, reply);
    try {
      if (first) this.#claim(ledger);
      const notice = commit.notice();
      if (notice) this.#publish(notice);
    } catch (error) {
      this.#crash(error);
    }
    for (const { effects } of commit.releases) this.#effects.run(effects);
    this.#logbook.considerSnapshot(ledger.seq, ledger.rev, () => ledger.snapshot());
  }

  // Owning.

  async #adopt(): Promise<string> {
    const { hostId, clock } = this.#options;
    let triedEpoch = Infinity;
    for (let attempt = 0; attempt < CLAIM_ATTEMPTS_MAX; attempt++) {
      const { replayed, lastSeq } = await this.#logbook.read();
      const { lastHostId, epoch } = replayed;
      if (epoch >= triedEpoch && lastHostId !== undefined && lastHostId !== hostId) {
        return lastHostId;
      }
      triedEpoch = epoch + 1;
      const ledger = this.#newLedger(replayed, lastSeq, triedEpoch, false);
      this.#ledger = ledger;
      if (!replayed.born) return hostId; // The first fact claims it; a mere guess leaves no trace.
      ledger.claim();
      const sealed = ledger.seal(clock.wallMs());
      const result: AppendResult = sealed
        ? await this.#logbook.append(sealed)
        : { ok: false, reason: "unavailable", message: "nothing to append" };
      if (result.ok) {
        this.#written(ledger, result.seq);
        this.#effects.run(this.#options.definition.pending(ledger.state));
        return hostId;
      }
      if (result.reason !== "wrong-sequence") throw new LogUnavailableError(result.message);
    }
    throw new LogUnavailableError("the actor is being taken over again and again");
  }

  /** Tells whoever thinks to own the actor; it will ask the log. */
  #claim(ledger: Ledger<S, C, E, F, Incoming<C>>): void {
    const { bus, subjects, hostId } = this.#options;
    const owner = { hostId, epoch: ledger.epoch };
    bus.publish(subjects.command(this.actorId), { v: 1, owner } satisfies OwnerClaim);
  }

  /** Somebody says that the actor is theirs: until the log has told, nothing is answered. */
  #verify(): void {
    if (this.#verifying || this.#phase === "activating") return;
    this.#verifying = true;
    this.#logbook.lastSeq().then((seq) => {
      const ledger = this.#ledger;
      // An append under way finds out by itself.
      if (!ledger || this.#working || seq <= ledger.seq) return;
      this.#count("fenced");
      this.#leaveMemory(refusal("not-owner", "Another host has taken the actor over"));
    }).catch(() => {
      // The log is the fence and it is closed for all; the next append will tell.
    }).finally(() => {
      this.#verifying = false;
      this.#schedule();
    });
  }

  #newLedger(
    replayed: Replayed<S>,
    seq: number,
    epoch: number,
    claimed: boolean,
  ): Ledger<S, C, E, F, Incoming<C>> {
    const { hostId, definition } = this.#options;
    const limits = this.#limits;
    const incarnation = this.#incarnation();
    const options = { hostId, incarnation, epoch, claimed, seq, limits };
    return new Ledger(definition, replayed, options);
  }

  // Failing and ending.

  /** A fault in the definition: what was decided before it is still written, then all is reread. */
  #crash(error: unknown): void {
    this.#report("crashed", "actor crashed", error);
    this.#crashed = true;
  }

  async #rebuild(old: Ledger<S, C, E, F, Incoming<C>>): Promise<void> {
    const { clock, hostId, definition } = this.#options;
    const now = clock.monotonicMs();
    if (now - this.#lastCrashMs > this.#limits.restartWindowMs) this.#restarts = 0;
    this.#lastCrashMs = now;
    if (++this.#restarts > this.#limits.restarts) {
      return this.#leaveMemory(refusal("internal", "The actor stopped after repeated faults"));
    }
    try {
      const { replayed, lastSeq } = await this.#logbook.read();
      if (this.#is("gone")) return;
      if (lastSeq !== old.seq) {
        this.#count("fenced");
        return this.#leaveMemory(refusal("not-owner", "Another host has taken the actor over"));
      }
      const ledger = this.#newLedger(replayed, old.seq, old.epoch, old.claimed);
      this.#ledger = ledger;
      this.#crashed = false;
      if (!ledger.claimed) return;
      const { epoch, rev } = ledger;
      this.#publish({ v: 1, epoch, from: rev, to: rev, adopted: { hostId } });
      this.#effects.run(definition.pending(ledger.state));
    } catch (error) {
      this.#die(error);
    }
  }

  /** What nobody foresaw: this actor alone ends. */
  #die(error: unknown): void {
    const { code, message } = asActorError(error);
    this.#report("crashed", "actor stopped", error);
    this.#leaveMemory(refusal(code, message, this.#limits.logRetryMs));
  }

  async #archive(ledger: Ledger<S, C, E, F, Incoming<C>>): Promise<void> {
    const { archive, clock } = this.#options;
    if (!archive) return;
    try {
      await archive(this.actorId, ledger.state);
      await this.#logbook.archive(ledger.tombstone(clock.wallMs()));
    } catch (error) {
      this.#options.logger.warn({ err: error, actorId: this.actorId }, "archive failed, log kept");
    }
  }

  #leaveMemory(farewell: Refusal): void {
    if (this.#phase === "gone") return;
    this.#phase = "gone";
    this.#farewell = farewell;
    this.#effects.close();
    if (this.#ledger) this.#release(this.#ledger.rollBack(farewell));
    this.#mailbox.answerAll(farewell);
    this.#subscription?.unsubscribe().catch((error) =>
      this.#options.logger.warn({ err: error }, "unsubscribe failed")
    );
    this.#gone();
  }

  // Going out.

  #release(releases: readonly Release<Incoming<C>, F>[]): void {
    for (const { to, reply, effects } of releases) {
      this.#mailbox.answer(to, reply);
      this.#effects.run(effects);
    }
  }

  #publish(notice: object): void {
    const { bus, subjects, definition, logger } = this.#options;
    try {
      bus.publish(subjects.event(this.actorId), { [definition.idKey]: this.actorId, ...notice });
    } catch (error) {
      // Watchers see the gap in the numbers once the bus is back.
      logger.warn({ err: error, actorId: this.actorId }, "notice not published");
    }
  }

  /** A comparison the compiler does not narrow by: phases change during awaits. */
  #is(phase: "activating" | "active" | "leaving" | "gone"): boolean {
    return this.#phase === phase;
  }

  #count(what: ActorCount, by = 1): void {
    this.#options.observer?.count(what, by);
  }

  #report(what: ActorCount, text: string, error: unknown): void {
    this.#count(what);
    this.#options.logger.error({ err: error, actorId: this.actorId }, text);
  }
}

function asActorError(error: unknown): ActorError {
  if (error instanceof LogUnavailableError) {
    return new ActorError("log-unavailable", error.message, { cause: error });
  }
  return new ActorError("internal", "The actor met a fault", { cause: error });
}
