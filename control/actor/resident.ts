import { type BusMessage, type BusSubscription, sleep } from "../../kit/mod.ts";
import type { CommandBase } from "./decider.ts";
import { Herald } from "./herald.ts";
import { parseIncoming } from "./incoming.ts";
import type { Ledger } from "./ledger.ts";
import type { ActorLimits } from "./limits.ts";
import { Logbook } from "./logbook.ts";
import type { Incoming } from "./mailbox.ts";
import { type ActorHostOptions, asActorError } from "./options.ts";
import { Pump, type PumpOptions } from "./pump.ts";
import { takeOver } from "./takeover.ts";
import type { Turnstile } from "./turnstile.ts";
import type { FreezeWatch } from "./watch.ts";
import type { LogWeather } from "./weather.ts";
import { type Refusal, refusal, type Reply } from "./wire.ts";

type Phase = "activating" | "active" | "leaving" | "gone";

export interface ResidentOptions<S, C extends CommandBase, E, F> {
  actorId: string;
  /** A name no other ledger has had, in this life of the host or another. */
  incarnation: () => string;
  host: ActorHostOptions<S, C, E, F>;
  limits: ActorLimits;
  /** Shared by all actors of the host: bounds what they ask the log when all have reason to. */
  checks: Turnstile;
  watch: FreezeWatch;
  weather: LogWeather;
  /** Called once, when the actor has left memory for whatever reason. */
  gone: () => void;
}

/**
 * One actor's stay in memory: it is taken over, listens on its subject, leaves. What happens to a
 * command in between is the pump's.
 *
 * `activating` holds commands back, `active` and `leaving` work, `gone` refuses. An actor becomes
 * `gone` when it left in order, was fenced, lost its log, or crashed too often.
 */
export class Resident<S, C extends CommandBase, E, F> {
  readonly #options: PumpOptions<S, C, E, F>;
  readonly #pump: Pump<S, C, E, F>;
  #phase: Phase = "activating";
  #subscription: BusSubscription | undefined;

  constructor(options: ResidentOptions<S, C, E, F>) {
    const { actorId, host, limits, gone } = options;
    const herald = new Herald(actorId, host);
    const { definition, log, clock } = host;
    const logbook = new Logbook({
      actorId,
      definition,
      log,
      clock,
      limits,
      snapshotFailed: (error) => herald.fault("snapshot-failed", "snapshot failed", error),
    });
    const stopped = () => {
      this.#phase = "gone";
      this.#subscription?.unsubscribe().catch((error) => herald.warn("unsubscribe failed", error));
      herald.gone();
      gone();
    };
    this.#options = { ...options, herald, logbook, stopped };
    this.#pump = new Pump(this.#options);
  }

  get ledger():
    | Pick<Ledger<S, C, E, F, unknown>, "epoch" | "rev" | "state" | "isDurable">
    | undefined {
    return this.#pump.ledger;
  }

  /** Whether nothing has happened for `idleMs` and nothing is under way. */
  isQuiet(idleMs: number): boolean {
    const { ledger, atRest, activeAtMs } = this.#pump;
    if (this.#phase !== "active" || !ledger || !atRest) return false;
    const { host: { definition, clock }, limits } = this.#options;
    if (ledger.claimed && definition.ended?.(ledger.state)) return true;
    // An actor without facts is a guess at an id, or about to be created: it need not stay long.
    const restMs = ledger.claimed ? idleMs : Math.min(idleMs, limits.sweepEveryMs);
    if (clock.monotonicMs() - activeAtMs < restMs) return false;
    return definition.idle?.(ledger.state) ?? true;
  }

  /**
   * Reads the log and takes the actor over. Resolves to the owner's host id: another's if that host
   * was faster, and then this resident is gone. Rejects with `ActorError` and is gone.
   */
  async activate(): Promise<string> {
    const { actorId, host, limits, herald } = this.#options;
    try {
      // Commands from now on wait in the mailbox, so nobody needs to activate a second time.
      this.#subscription = host.bus.subscribe(
        host.subjects.command(actorId),
        {},
        (message) => this.#receive(message),
      );
      const outcome = await takeOver<S, C, E, F, Incoming<C>>(this.#options);
      if (!outcome.won) {
        herald.count("adoption-lost");
        this.#pump.stop(refusal("not-owner", `Host ${outcome.hostId} owns the actor`));
        return outcome.hostId;
      }
      this.#pump.start(outcome.ledger, outcome.told);
    } catch (error) {
      const reason = asActorError(error);
      this.#pump.stop(refusal(reason.code, reason.message, limits.logRetryMs));
      throw reason;
    }
    herald.count("activated");
    this.#phase = "active";
    return host.hostId;
  }

  /** Hands over a command without the bus. Never rejects. */
  submit(command: C): Promise<Reply> {
    return this.#pump.submit(command);
  }

  /** Asks the log who owns the actor; resolves when that is known and acted upon. */
  verify(): Promise<void> {
    return this.#pump.verify();
  }

  /** Ends at once: whoever waits is answered with `farewell`. */
  abandon(farewell: Refusal): void {
    this.#pump.stop(farewell);
  }

  /**
   * Finishes what was sent to it and leaves memory, all within `drainMs`. Facts that are held for a log
   * that is away get that time too, and until then the actor works as ever: what is not in the log by
   * the end is lost, and said to be.
   */
  async leave(): Promise<void> {
    if (this.#phase !== "active") return;
    this.#phase = "leaving";
    const { host, limits, herald } = this.#options;
    const endsAtMs = host.clock.monotonicMs() + limits.drainMs;
    if (!this.#pump.ledger?.isDurable) await this.#within(endsAtMs, this.#pump.whenSettled());
    await this.#within(endsAtMs, this.#keepForHeir());
    await this.#subscription?.unsubscribe();
    await this.#within(endsAtMs, this.#pump.whenSettled());
    if (this.#is("gone")) return;
    if (this.#isDone()) host.onRest?.(this.#options.actorId);
    herald.count("passivated");
    this.#pump.stop(refusal("not-owner", "This host no longer owns the actor"));
  }

  /** Resolves when the work is done, or the time is over. */
  async #within(endsAtMs: number, work: Promise<void>): Promise<void> {
    const { clock } = this.#options.host;
    const late = new AbortController();
    const leftMs = Math.max(0, endsAtMs - clock.monotonicMs());
    await Promise.race([work, sleep(clock, leftMs, late.signal)]);
    late.abort();
  }

  /** Whether nothing of what is in the log calls for an owner. */
  #isDone(): boolean {
    const { ledger } = this.#pump;
    const { definition } = this.#options.host;
    if (!ledger?.claimed || !ledger.isDurable) return false;
    return (definition.ended?.(ledger.state) || definition.idle?.(ledger.state)) ?? true;
  }

  /** While commands are still answered, so that nobody waits for it. */
  async #keepForHeir(): Promise<void> {
    const { ledger } = this.#pump;
    const { host: { definition }, logbook, weather } = this.#options;
    if (!ledger?.claimed || !ledger.isDurable || weather.isDown) return;
    if (definition.ended?.(ledger.state)) return;
    await logbook.keepForHeir(ledger.seq, ledger.rev, () => ledger.snapshot());
  }

  #receive(message: BusMessage): void | Promise<void> {
    const { actorId, host } = this.#options;
    const received = parseIncoming(host.definition, actorId, message.body);
    switch (received.kind) {
      case "command": {
        const answer = (reply: Reply) => message.respond(reply);
        return this.#pump.receive({ command: received.command, answer });
      }
      case "query": {
        if (this.#phase === "gone") return;
        const epoch = this.#pump.ledger?.epoch ?? 0;
        return message.respond({ v: 1, hostId: host.hostId, epoch });
      }
      case "claim":
        return this.#contest(received);
      case "invalid":
        return message.respond(refusal("invalid-command", received.problem));
      default:
        return received satisfies never;
    }
  }

  /** Somebody says that the actor is theirs, which is no news if it was so before this owner came. */
  async #contest({ hostId, epoch }: { hostId: string; epoch: number }): Promise<void> {
    const { ledger } = this.#pump;
    if (hostId === this.#options.host.hostId) return;
    if (ledger && (epoch < ledger.epoch || (epoch === ledger.epoch && ledger.claimed))) return;
    await this.#pump.verify(true);
  }

  /** A comparison the compiler does not narrow by: phases change during awaits. */
  #is(phase: Phase): boolean {
    return this.#phase === phase;
  }
}
