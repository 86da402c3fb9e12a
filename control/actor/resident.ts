import { type BusMessage, type BusSubscription, sleep } from "../../kit/mod.ts";
import type { CommandBase } from "./decider.ts";
import { EffectScope } from "./effects.ts";
import { Herald } from "./herald.ts";
import { parseIncoming } from "./incoming.ts";
import { Logbook } from "./logbook.ts";
import { type Incoming, Mailbox } from "./mailbox.ts";
import type { Commit, Ledger, Release, Sealed } from "./ledger.ts";
import type { ActorLimits } from "./limits.ts";
import { LogUnavailableError } from "./log.ts";
import { ActorError, type ActorHostOptions } from "./options.ts";
import { reread, takeOver, type TakeoverOptions } from "./takeover.ts";
import { type Refusal, refusal, type Reply } from "./wire.ts";

type Phase = "activating" | "active" | "leaving" | "gone";

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
  readonly #takeover: TakeoverOptions<S, C, E, F>;
  readonly #gone: () => void;
  readonly #effects: EffectScope<S, C, F>;
  readonly #herald: Herald<S, C, E, F>;
  readonly #mailbox: Mailbox<C>;
  readonly #logbook: Logbook<S, C, E, F>;
  #phase: Phase = "activating";
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
    this.#gone = options.gone;
    this.#activeAtMs = this.#options.clock.monotonicMs();
    this.#herald = new Herald(this.actorId, this.#options);
    this.#mailbox = new Mailbox(this.#limits);
    const { definition, log, clock } = this.#options;
    this.#logbook = new Logbook({
      actorId: this.actorId,
      definition,
      log,
      clock,
      limits: this.#limits,
      snapshotFailed: (error) => this.#herald.fault("snapshot-failed", "snapshot failed", error),
    });
    this.#takeover = {
      host: this.#options,
      logbook: this.#logbook,
      limits: this.#limits,
      incarnation: options.incarnation,
    };
    this.#effects = new EffectScope(
      this.#options.effects,
      () => ({
        actorId: this.actorId,
        epoch: this.#ledger?.epoch ?? 0,
        state: () => this.#ledger?.state ?? this.#options.definition.initial(),
        submit: (command) => this.submit(command),
      }),
      (error) => this.#herald.fault("effect-failed", "effect failed", error),
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
    if (ledger.claimed && definition.ended?.(ledger.state)) return true;
    // An actor without facts is a guess at an id, or about to be created: it need not stay long.
    const restMs = ledger.claimed ? idleMs : Math.min(idleMs, this.#limits.sweepEveryMs);
    if (clock.monotonicMs() - this.#activeAtMs < restMs) return false;
    return definition.idle?.(ledger.state) ?? true;
  }

  /**
   * Reads the log and takes the actor over. Resolves to the owner's host id: another's if that host
   * was faster, and then this resident is gone. Rejects with `ActorError` and is gone.
   */
  async activate(): Promise<string> {
    const { bus, subjects, hostId, definition } = this.#options;
    try {
      // Commands from now on wait in the mailbox, so nobody needs to activate a second time.
      this.#subscription = bus.subscribe(
        subjects.command(this.actorId),
        {},
        (message) => this.#receive(message),
      );
      const outcome = await takeOver<S, C, E, F, Incoming<C>>(this.#takeover);
      if (!outcome.won) {
        this.#herald.count("adoption-lost");
        this.#leaveMemory(refusal("not-owner", `Host ${outcome.hostId} owns the actor`));
        return outcome.hostId;
      }
      this.#ledger = outcome.ledger;
      if (outcome.commit) {
        this.#written(outcome.ledger, outcome.commit, true);
        this.#effects.run(definition.pending(outcome.ledger.state));
      }
    } catch (error) {
      const reason = asActorError(error);
      this.#leaveMemory(refusal(reason.code, reason.message, this.#limits.logRetryMs));
      throw reason;
    }
    this.#herald.count("activated");
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
    this.#herald.count("passivated");
    this.#leaveMemory(this.#farewell);
  }

  // Coming in.

  #receive(message: BusMessage): void {
    const { definition, hostId } = this.#options;
    const received = parseIncoming(definition, this.actorId, message.body);
    switch (received.kind) {
      case "command": {
        const answer = (reply: Reply) => message.respond(reply);
        const room = this.#mailbox.hasRoom("outside") &&
          this.#effects.running < this.#limits.effectsRunning;
        return this.#enqueue({ command: received.command, answer }, room);
      }
      case "query":
        if (this.#phase === "gone") return;
        return message.respond({ v: 1, hostId, epoch: this.#ledger?.epoch ?? 0 });
      case "claim":
        return received.hostId === hostId ? undefined : this.#verify();
      case "invalid":
        return message.respond(refusal("invalid-command", received.problem));
      default:
        return received satisfies never;
    }
  }

  #enqueue(incoming: Incoming<C>, room: boolean): void {
    if (this.#phase === "gone") return incoming.answer(this.#farewell);
    if (!room) {
      this.#herald.count("refused-overloaded");
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
    if (result.ok) {
      const first = !ledger.claimed;
      return this.#written(ledger, ledger.commit(result.seq, this.#options.clock.wallMs()), first);
    }
    if (result.reason === "wrong-sequence") {
      return this.#fenced();
    }
    this.#herald.count("log-unavailable");
    const { actorId } = this;
    const outage = { actorId, message: result.message, waitingCommands: this.#mailbox.decided };
    const advice = this.#options.onLogUnavailable?.(outage);
    const retryMs = advice?.retryAfterMs ?? this.#limits.logRetryMs;
    const reply = refusal("log-unavailable", "The command was not applied", retryMs);
    if (result.reason === "unavailable") return this.#release(ledger.rollBack(reply));
    // It may be in the log or still come there: only reading it again, under a new epoch, tells.
    this.#herald.warn("append outcome unknown, actor dropped");
    const unsure = "Whether the command was applied is not known yet; send it again with its id";
    this.#leaveMemory(refusal("log-unavailable", unsure, retryMs));
  }

  /** What is in the log is answered, then told, then acted upon. */
  #written(
    ledger: Ledger<S, C, E, F, Incoming<C>>,
    commit: Commit<Incoming<C>, F>,
    first: boolean,
  ): void {
    this.#herald.count("appended-entries");
    this.#herald.count("appended-commands", commit.releases.length);
    for (const { to, reply } of commit.releases) this.#mailbox.answer(to, reply);
    try {
      if (first) this.#herald.claim(ledger.epoch);
      const notice = commit.notice();
      if (notice) this.#herald.notice(notice);
    } catch (error) {
      this.#crash(error);
    }
    for (const { effects } of commit.releases) this.#effects.run(effects);
    this.#logbook.considerSnapshot(ledger.seq, ledger.rev, () => ledger.snapshot());
  }

  // Owning.

  /** Somebody says that the actor is theirs: until the log has told, nothing is answered. */
  #verify(): void {
    if (this.#verifying || this.#phase === "activating") return;
    this.#verifying = true;
    this.#logbook.lastSeq().then((seq) => {
      const ledger = this.#ledger;
      // An append under way finds out by itself.
      if (!ledger || this.#working || seq <= ledger.seq) return;
      this.#fenced();
    }).catch(() => {
      // The log is the fence and it is closed for all; the next append will tell.
    }).finally(() => {
      this.#verifying = false;
      this.#schedule();
    });
  }

  // Failing and ending.

  /** A fault in the definition: what was decided before it is still written, then all is reread. */
  #crash(error: unknown): void {
    this.#herald.fault("crashed", "actor crashed", error);
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
      const ledger = await reread(this.#takeover, old);
      if (this.#is("gone")) return;
      if (!ledger) return this.#fenced();
      this.#ledger = ledger;
      this.#crashed = false;
      if (!ledger.claimed) return;
      const { epoch, rev } = ledger;
      this.#herald.notice({ v: 1, epoch, from: rev, to: rev, adopted: { hostId } });
      this.#effects.run(definition.pending(ledger.state));
    } catch (error) {
      this.#die(error);
    }
  }

  /** The log has said that somebody else owns the actor. */
  #fenced(): void {
    this.#herald.count("fenced");
    this.#leaveMemory(refusal("not-owner", "Another host has taken the actor over"));
  }

  /** What nobody foresaw: this actor alone ends. */
  #die(error: unknown): void {
    const { code, message } = asActorError(error);
    this.#herald.fault("crashed", "actor stopped", error);
    this.#leaveMemory(refusal(code, message, this.#limits.logRetryMs));
  }

  async #archive(ledger: Ledger<S, C, E, F, Incoming<C>>): Promise<void> {
    const { archive, clock } = this.#options;
    if (!archive) return;
    try {
      await archive(this.actorId, ledger.state);
      await this.#logbook.archive(ledger.tombstone(clock.wallMs()));
    } catch (error) {
      this.#herald.warn("archive failed, log kept", error);
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
      this.#herald.warn("unsubscribe failed", error)
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

  /** A comparison the compiler does not narrow by: phases change during awaits. */
  #is(phase: Phase): boolean {
    return this.#phase === phase;
  }
}

function asActorError(error: unknown): ActorError {
  if (error instanceof LogUnavailableError) {
    return new ActorError("log-unavailable", error.message, { cause: error });
  }
  return new ActorError("internal", "The actor met a fault", { cause: error });
}
