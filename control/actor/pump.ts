import { EffectScope } from "./effects.ts";
import type { CommandBase } from "./decider.ts";
import type { Herald } from "./herald.ts";
import type { Commit, Ledger, Release, Sealed } from "./ledger.ts";
import { type Incoming, Mailbox } from "./mailbox.ts";
import { type ActorHostOptions, asActorError } from "./options.ts";
import { Restarts } from "./restarts.ts";
import { reread, type TakeoverOptions } from "./takeover.ts";
import type { Turnstile } from "./turnstile.ts";
import type { FreezeWatch } from "./watch.ts";
import { type Refusal, refusal, type Reply } from "./wire.ts";

export interface PumpOptions<S, C extends CommandBase, E, F> extends TakeoverOptions<S, C, E, F> {
  actorId: string;
  host: ActorHostOptions<S, C, E, F>;
  herald: Herald<S, C, E, F>;
  checks: Turnstile;
  watch: FreezeWatch;
  /** Called once, when everything waiting has been answered and nothing will be done any more. */
  stopped: () => void;
}

/**
 * Moves one actor's commands through: mailbox → decision → log → answer, notice, effects. One command
 * is decided at a time and one append is under way at a time; everything asynchronous happens in
 * `#work`. Before `start` commands wait; after `stop` they are refused with the farewell.
 */
export class Pump<S, C extends CommandBase, E, F> {
  readonly mailbox: Mailbox<C>;
  readonly #options: PumpOptions<S, C, E, F>;
  readonly #effects: EffectScope<S, C, F>;
  #ledger: Ledger<S, C, E, F, Incoming<C>> | undefined;
  /** What is answered from the end on; there is none before it. */
  #farewell: Refusal | undefined;
  #scheduled = false;
  #working = false;
  #verifying = false;
  #crashed = false;
  /** Made with the first crash: a quiet actor should weigh little. */
  #restarts: Restarts | undefined;
  #activeAtMs: number;

  constructor(options: PumpOptions<S, C, E, F>) {
    this.#options = options;
    const { actorId, host, limits, herald } = options;
    this.mailbox = new Mailbox(limits);
    this.#activeAtMs = host.clock.monotonicMs();
    this.#effects = new EffectScope(
      host.effects,
      () => ({
        actorId,
        epoch: this.#ledger?.epoch ?? 0,
        state: () => this.#ledger?.state ?? host.definition.initial(),
        submit: (command) => this.submit(command),
      }),
      (error) => herald.fault("effect-failed", "effect failed", error),
    );
  }

  get ledger(): Ledger<S, C, E, F, Incoming<C>> | undefined {
    return this.#ledger;
  }

  /** Monotonic time of the last decision. */
  get activeAtMs(): number {
    return this.#activeAtMs;
  }

  /** Whether nothing waits and nothing is under way. */
  get atRest(): boolean {
    return this.#effects.running === 0 && this.mailbox.unanswered === 0 && !this.#working &&
      (this.#ledger?.settled ?? true);
  }

  /** Begins with what a takeover brought; throws what the definition throws. */
  start(ledger: Ledger<S, C, E, F, Incoming<C>>, claim: Commit<Incoming<C>, F> | undefined): void {
    this.#ledger = ledger;
    if (claim) {
      this.#written(ledger, claim, true);
      this.#effects.run(this.#options.host.definition.pending(ledger.state));
    }
    this.#schedule();
  }

  /** A command from outside. */
  receive(incoming: Incoming<C>): void {
    const room = this.mailbox.hasRoom("outside") &&
      this.#effects.running < this.#options.limits.effectsRunning;
    this.#enqueue(incoming, room);
  }

  /** A command from this process, such as an effect's result. Never rejects. */
  submit(command: C): Promise<Reply> {
    return new Promise((answer) => {
      this.#enqueue({ command, answer }, this.mailbox.hasRoom("effect"));
    });
  }

  /**
   * There is reason to doubt that the actor is still this owner's: until the log has told, nothing is
   * decided. Never rejects.
   */
  async verify(): Promise<void> {
    if (this.#verifying || !this.#ledger || this.#farewell) return;
    this.#verifying = true;
    try {
      const { checks, logbook } = this.#options;
      const seq = await checks.run(() => logbook.lastSeq());
      const ledger = this.#ledger;
      // An append under way finds out by itself.
      if (!ledger || this.#farewell || this.#working || seq <= ledger.seq) return;
      this.#fenced();
    } catch {
      // The log is the fence and it is closed for all; the next append will tell.
    } finally {
      this.#verifying = false;
      this.#schedule();
    }
  }

  /** Ends for good: whatever waits is answered with `farewell`, and so is whatever still comes. */
  stop(farewell: Refusal): void {
    if (this.#farewell) return;
    this.#farewell = farewell;
    this.#effects.close();
    if (this.#ledger) this.#release(this.#ledger.rollBack(farewell));
    this.mailbox.answerAll(farewell);
    this.#options.stopped();
  }

  #enqueue(incoming: Incoming<C>, room: boolean): void {
    if (this.#farewell) return incoming.answer(this.#farewell);
    if (!room) {
      const { herald, limits } = this.#options;
      herald.count("refused-overloaded");
      return incoming.answer(
        refusal("overloaded", "The mailbox is full", limits.overloadedRetryMs),
      );
    }
    this.mailbox.push(incoming);
    this.#schedule();
  }

  /** Commands that arrive in one turn of the event loop go into one append. */
  #schedule(): void {
    if (this.#scheduled || !this.#ledger) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#decide();
      this.#work().catch((error) => this.#die(error));
    });
  }

  #decide(): void {
    const ledger = this.#ledger;
    const { clock } = this.#options.host;
    if (!ledger || this.#farewell) return;
    this.#options.watch.look();
    this.#activeAtMs = clock.monotonicMs();
    while (!this.#crashed && !this.#verifying && ledger.hasRoom) {
      const incoming = this.mailbox.take();
      if (!incoming) return;
      try {
        const release = ledger.submit(incoming.command, incoming, clock.wallMs());
        if (release) this.#release([release]);
      } catch (error) {
        this.#crash(error);
        const text = "The command met a fault and was not applied";
        this.mailbox.answer(incoming, refusal("internal", text));
      }
    }
  }

  /** Appends until nothing waits, then rebuilds if something crashed. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let ledger; (ledger = this.#ledger) && !this.#farewell;) {
        const sealed = ledger.seal(this.#options.host.clock.wallMs());
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
    const { actorId, host, limits, logbook, herald } = this.#options;
    const result = await logbook.append(sealed);
    if (this.#farewell) return;
    if (result.ok) {
      const first = !ledger.claimed;
      return this.#written(ledger, ledger.commit(result.seq, host.clock.wallMs()), first);
    }
    if (result.reason === "wrong-sequence") return this.#fenced();
    herald.count("log-unavailable");
    const waitingCommands = this.mailbox.decided;
    const advice = host.onLogUnavailable?.({ actorId, message: result.message, waitingCommands });
    const retryMs = advice?.retryAfterMs ?? limits.logRetryMs;
    const reply = refusal("log-unavailable", "The command was not applied", retryMs);
    if (result.reason === "unavailable") return this.#release(ledger.rollBack(reply));
    // It may be in the log or still come there: only reading it again, under a new epoch, tells.
    herald.warn("append outcome unknown, actor dropped");
    const unsure = "Whether the command was applied is not known yet; send it again with its id";
    this.stop(refusal("log-unavailable", unsure, retryMs));
  }

  /** What is in the log is answered, then told, then acted upon. */
  #written(
    ledger: Ledger<S, C, E, F, Incoming<C>>,
    commit: Commit<Incoming<C>, F>,
    first: boolean,
  ): void {
    const { herald, logbook } = this.#options;
    herald.count("appended-entries");
    herald.count("appended-commands", commit.releases.length);
    for (const { to, reply } of commit.releases) this.mailbox.answer(to, reply);
    try {
      if (first) herald.claim(ledger.epoch);
      const notice = commit.notice();
      if (notice) herald.notice(notice);
    } catch (error) {
      this.#crash(error);
    }
    for (const { effects } of commit.releases) this.#effects.run(effects);
    logbook.considerSnapshot(ledger.seq, ledger.rev, () => ledger.snapshot());
  }

  #release(releases: readonly Release<Incoming<C>, F>[]): void {
    for (const { to, reply, effects } of releases) {
      this.mailbox.answer(to, reply);
      this.#effects.run(effects);
    }
  }

  /** A fault in the definition: what was decided before it is still written, then all is reread. */
  #crash(error: unknown): void {
    this.#options.herald.fault("crashed", "actor crashed", error);
    this.#crashed = true;
  }

  async #rebuild(old: Ledger<S, C, E, F, Incoming<C>>): Promise<void> {
    const { host, limits, herald } = this.#options;
    this.#restarts ??= new Restarts(limits);
    if (!this.#restarts.allow(host.clock.monotonicMs())) {
      return this.stop(refusal("internal", "The actor stopped after repeated faults"));
    }
    const ledger = await reread(this.#options, old);
    if (this.#farewell) return;
    if (!ledger) return this.#fenced();
    this.#ledger = ledger;
    this.#crashed = false;
    if (!ledger.claimed) return;
    const { epoch, rev } = ledger;
    herald.notice({ v: 1, epoch, from: rev, to: rev, adopted: { hostId: host.hostId } });
    this.#effects.run(host.definition.pending(ledger.state));
  }

  /** The log has said that somebody else owns the actor. */
  #fenced(): void {
    this.#options.herald.count("fenced");
    this.stop(refusal("not-owner", "Another host has taken the actor over"));
  }

  /** What nobody foresaw: this actor alone ends. */
  #die(error: unknown): void {
    const { code, message } = asActorError(error);
    this.#options.herald.fault("crashed", "actor stopped", error);
    this.stop(refusal(code, message, this.#options.limits.logRetryMs));
  }
}
