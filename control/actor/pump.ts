import type { CommandBase } from "./decider.ts";
import type { Herald } from "./herald.ts";
import type { Ledger, Told } from "./ledger.ts";
import { LogUnavailableError } from "./log.ts";
import type { Sealed } from "./log_end.ts";
import { type Incoming, Mailbox } from "./mailbox.ts";
import { type ActorHostOptions, asActorError } from "./options.ts";
import { Outlet } from "./outlet.ts";
import { Ownership, type Standing } from "./ownership.ts";
import { Restarts } from "./restarts.ts";
import { reread, type TakeoverOptions } from "./takeover.ts";
import { Tries } from "./tries.ts";
import type { Turnstile } from "./turnstile.ts";
import type { FreezeWatch } from "./watch.ts";
import type { LogWeather } from "./weather.ts";
import { type Refusal, refusal, type Reply } from "./wire.ts";
import { Writer } from "./writer.ts";

export interface PumpOptions<S, C extends CommandBase, E, F> extends TakeoverOptions<S, C, E, F> {
  actorId: string;
  host: ActorHostOptions<S, C, E, F>;
  herald: Herald<S, C, E, F>;
  checks: Turnstile;
  watch: FreezeWatch;
  weather: LogWeather;
  /** Called once, when everything waiting has been answered and nothing will be done any more. */
  stopped: () => void;
}

/**
 * Moves one actor's commands through: mailbox → decision → log → answer, notice, effects. One command
 * is decided at a time and one append is under way at a time; everything asynchronous happens in
 * `#work`. Before `start` commands wait; after `stop` they are refused with the farewell.
 *
 * While the log is away the order is: mailbox → decision → answer, notice, effects → log. The log is
 * tried again whenever the weather says so.
 */
export class Pump<S, C extends CommandBase, E, F> {
  readonly mailbox: Mailbox<C>;
  readonly #options: PumpOptions<S, C, E, F>;
  readonly #outlet: Outlet<S, C, E, F>;
  readonly #tries: Tries;
  readonly #ownership: Ownership;
  readonly #writer: Writer;
  #ledger: Ledger<S, C, E, F, Incoming<C>> | undefined;
  /** What is answered from the end on; there is none before it. */
  #farewell: Refusal | undefined;
  #scheduled = false;
  #working = false;
  #isDegraded = false;
  #settled: (() => void) | undefined;
  #crashed = false;
  /** Made with the first crash: a quiet actor should weigh little. */
  #restarts: Restarts | undefined;
  #activeAtMs: number;

  constructor(options: PumpOptions<S, C, E, F>) {
    this.#options = options;
    const { actorId, host, limits, herald, logbook, checks, weather } = options;
    const { bus, clock } = host;
    const tries = new Tries(clock, limits, weather);
    const append = (sealed: Sealed) => logbook.append(sealed);
    this.#tries = tries;
    this.#ownership = new Ownership({
      lastSeq: () => checks.run(() => logbook.lastSeq()),
      tries,
      weather,
      isOnline: () => bus.connected,
    });
    this.#writer = new Writer({ bus, clock, limits, append, tries, weather, checks });
    this.mailbox = new Mailbox(limits);
    this.#activeAtMs = host.clock.monotonicMs();
    this.#outlet = new Outlet({
      actorId,
      host,
      herald,
      mailbox: this.mailbox,
      owner: () => this.#ledger,
      submit: (command) => this.submit(command),
    });
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
    return this.#outlet.running === 0 && this.mailbox.unanswered === 0 && !this.#working &&
      (this.#ledger === undefined || (this.#ledger.settled && this.#ledger.isDurable));
  }

  /** Resolves once every command has its answer and every fact is in the log, or at the end. */
  async whenSettled(): Promise<void> {
    const isDone = () => this.mailbox.unanswered === 0 && (this.#ledger?.settled ?? true);
    while (!this.#farewell && !isDone()) {
      await new Promise<void>((resolve) => this.#settled = resolve);
    }
  }

  /** Begins with what a takeover brought; throws what the definition throws. */
  start(ledger: Ledger<S, C, E, F, Incoming<C>>, claim: Told<Incoming<C>, F> | undefined): void {
    this.#ledger = ledger;
    if (claim) {
      this.#written(ledger, { ...claim, commands: 0 }, true);
      this.#outlet.run(this.#options.host.definition.pending(ledger.state));
    }
    this.#schedule();
  }

  /** A command from outside. */
  receive(incoming: Incoming<C>): void {
    const room = this.mailbox.hasRoom("outside") &&
      this.#outlet.running < this.#options.limits.effectsRunning;
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
   * decided. If it can't be asked the owner goes on without it, unless somebody says that the actor is
   * theirs (`isContested`). Never rejects.
   */
  async verify(isContested = false): Promise<void> {
    const ledger = this.#ledger;
    if (!ledger || this.#farewell) return;
    const told = (standing: Standing) => this.#stand(standing);
    await this.#ownership.verify(isContested, () => this.#ledger ?? ledger, told);
    this.#schedule();
  }

  /** Ends for good: whatever waits is answered with `farewell`, and so is whatever still comes. */
  stop(farewell: Refusal): void {
    if (this.#farewell) return;
    this.#farewell = farewell;
    this.#outlet.close();
    this.#tries.end();
    if (this.#ledger) {
      this.#outlet.release(this.#ledger.rollBack(farewell));
      if (this.#ledger.heldFacts > 0) this.#options.herald.lost(this.#ledger.heldFacts);
    }
    this.mailbox.answerAll(farewell);
    this.#settled?.();
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
    const { host: { clock }, watch, weather } = this.#options;
    if (!ledger || this.#farewell) return;
    this.#activeAtMs = clock.monotonicMs();
    watch.look(this.#activeAtMs);
    for (let hasMore = true; hasMore;) {
      hasMore = this.#decideBatch(ledger);
      const isWaiting = !ledger.settled && ledger.claimed;
      if (!ledger.isHolding && !(weather.isDown && isWaiting)) return;
      this.#hold(ledger);
    }
  }

  /** Until nothing waits in the mailbox or the batch is full; whether the latter. */
  #decideBatch(ledger: Ledger<S, C, E, F, Incoming<C>>): boolean {
    while (!this.#crashed && !this.#ownership.isDoubtful(ledger)) {
      if (!ledger.hasRoom) return true;
      const incoming = this.mailbox.take();
      if (!incoming) return false;
      try {
        const release = ledger.submit(
          incoming.command,
          incoming,
          this.#options.host.clock.wallMs(),
        );
        if (release) this.#outlet.release([release]);
      } catch (error) {
        this.#crash(error);
        const text = "The command met a fault and was not applied";
        this.mailbox.answer(incoming, refusal("internal", text));
      }
    }
    return false;
  }

  /** Appends until nothing waits, then rebuilds if something crashed. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    const { clock } = this.#options.host;
    try {
      for (let ledger; (ledger = this.#ledger) && !this.#farewell;) {
        if (ledger.isHolding) await this.#tries.turn();
        if (this.#farewell) break;
        const sealed = ledger.seal(clock.wallMs());
        if (sealed) await this.#write(ledger, sealed);
        else if (ledger.isHolding) await this.#confirm(ledger);
        else if (this.#crashed) await this.#rebuild(ledger);
        else break;
        this.#decide();
      }
    } finally {
      this.#working = false;
      if (this.#ledger?.settled) this.#settled?.();
    }
  }

  async #write(ledger: Ledger<S, C, E, F, Incoming<C>>, sealed: Sealed): Promise<void> {
    const written = await this.#writer.write(sealed, {
      get isHolding() {
        return ledger.isHolding;
      },
      away: (isCertain) => this.#goOnWithout(ledger, isCertain),
    });
    if (this.#farewell || written === undefined) return;
    if (written === "superseded") return this.#fenced();
    const first = !ledger.claimed;
    this.#written(ledger, ledger.commit(written, this.#options.host.clock.wallMs()), first);
  }

  /** The log does not take an append: whether it is worth keeping. */
  #goOnWithout(ledger: Ledger<S, C, E, F, Incoming<C>>, isCertain: boolean): boolean {
    if (ledger.claimed) {
      this.#hold(ledger);
      this.#schedule();
      return true;
    }
    this.#giveUp(ledger, isCertain);
    return false;
  }

  /** The log did not take an actor's first facts, and what nobody owns can't be held for it. */
  #giveUp(ledger: Ledger<S, C, E, F, Incoming<C>>, isCertain: boolean): void {
    const { herald, limits } = this.#options;
    herald.count("log-unavailable");
    const reply = refusal("log-unavailable", "The command was not applied", limits.logRetryMs);
    if (isCertain) return this.#outlet.release(ledger.rollBack(reply));
    // It may be in the log or still come there: only reading it again, under a new epoch, tells.
    herald.warn("append outcome unknown, actor dropped");
    const unsure = "Whether the command was applied is not known yet; send it again with its id";
    this.stop(refusal("log-unavailable", unsure, limits.logRetryMs));
  }

  /** Goes on without the log: what waits for it is told, and all that is decided from now on. */
  #hold(ledger: Ledger<S, C, E, F, Incoming<C>>): void {
    const { host, herald } = this.#options;
    if (!this.#isDegraded) herald.count("degraded");
    this.#isDegraded = true;
    // What was held could not be read again; the ledger has kept nothing of what crashed.
    this.#crashed = false;
    const told = ledger.hold(host.clock.wallMs());
    if (told) this.#tell(told);
  }

  /** What is in the log is told. */
  #written(
    ledger: Ledger<S, C, E, F, Incoming<C>>,
    told: Told<Incoming<C>, F> & { commands: number },
    first: boolean,
  ): void {
    const { herald, logbook } = this.#options;
    herald.count("appended-entries");
    herald.count("appended-commands", told.commands);
    if (first) herald.claim(ledger.epoch);
    this.#tell(told);
    if (this.#ownership.isPassed(ledger)) return this.#fenced();
    if (!ledger.isDurable) return;
    this.#recovered();
    logbook.considerSnapshot(ledger.seq, ledger.rev, () => ledger.snapshot());
  }

  #tell(told: Told<Incoming<C>, F>): void {
    const fault = this.#outlet.tell(told);
    if (fault) this.#crash(fault.error);
  }

  #recovered(): void {
    if (this.#isDegraded) this.#options.herald.count("recovered");
    this.#isDegraded = false;
  }

  /** Acts on what the log says of who owns the actor. */
  #stand(standing: Standing): void {
    const ledger = this.#ledger;
    if (!ledger || this.#farewell) return;
    if (standing === "superseded") return this.#fenced();
    if (standing !== "unknown") return;
    // Nothing is durable until the log answers, and without a claim there is nothing to hold on to.
    if (ledger.claimed) return this.#hold(ledger);
    const { logRetryMs } = this.#options.limits;
    this.stop(refusal("log-unavailable", "The log can't be reached", logRetryMs));
  }

  /** Nothing is held, but the log could not be asked: does so. */
  async #confirm(ledger: Ledger<S, C, E, F, Incoming<C>>): Promise<void> {
    const standing = await this.#ownership.ask(() => ledger);
    if (this.#farewell) return;
    this.#stand(standing);
    if (this.#farewell) return;
    if (standing === "unknown") return await this.#tries.inTurn();
    ledger.resume();
    if (ledger.isDurable) this.#recovered();
  }

  /** A fault in the definition: what was decided before it is still written, then all is reread. */
  #crash(error: unknown): void {
    this.#options.herald.fault("crashed", "actor crashed", error);
    this.#crashed = !this.#ledger?.isHolding;
  }

  async #rebuild(old: Ledger<S, C, E, F, Incoming<C>>): Promise<void> {
    const { host, limits, herald } = this.#options;
    this.#restarts ??= new Restarts(limits);
    if (!this.#restarts.allow(host.clock.monotonicMs())) {
      return this.stop(refusal("internal", "The actor stopped after repeated faults"));
    }
    const ledger = await reread(this.#options, old).catch((error) => {
      if (error instanceof LogUnavailableError && old.claimed) return old;
      throw error;
    });
    if (this.#farewell) return;
    if (ledger === old) return this.#hold(old);
    if (!ledger) return this.#fenced();
    this.#ledger = ledger;
    this.#crashed = false;
    if (!ledger.claimed) return;
    const { epoch, rev } = ledger;
    herald.notice({ v: 1, epoch, from: rev, to: rev, adopted: { hostId: host.hostId } });
    this.#outlet.run(host.definition.pending(ledger.state));
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
