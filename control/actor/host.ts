import type { BusStatus } from "../../kit/mod.ts";
import { Activations, checkId } from "./activations.ts";
import type { CommandBase } from "./decider.ts";
import { ACTOR_LIMITS, type ActorLimits } from "./limits.ts";
import { ActorError, type ActorHost, type ActorHostOptions, type Glimpse } from "./options.ts";
import { Resident } from "./resident.ts";
import { Turnstile } from "./turnstile.ts";
import { FreezeWatch } from "./watch.ts";
import { Weathers } from "./weathers.ts";
import { refusal, type Reply } from "./wire.ts";

/** Actors that leave memory in one sweep, so that a sweep never floods bus and log. */
const LEAVE_AT_ONCE_MAX = 256;
/** Actors that make room when memory is full: some more than one, so that it is not full again at once. */
const EVICT_AT_ONCE = 16;

/** A host of actors of one kind; see {@linkcode ActorHost}. */
export function createActorHost<S, C extends CommandBase, E, F>(
  options: ActorHostOptions<S, C, E, F>,
): ActorHost<S, C> {
  return new Host(options);
}

/** One place in memory: an actor and the promises others may wait for. */
interface Seat<S, C extends CommandBase, E, F> {
  resident: Resident<S, C, E, F>;
  /** Resolves to the owner's host id. */
  activated: Promise<string>;
  left?: Promise<void>;
  /** Whether it leaves for good, so that nobody waits here to take it again. */
  isReleased?: true;
}

class Host<S, C extends CommandBase, E, F> implements ActorHost<S, C> {
  readonly #options: ActorHostOptions<S, C, E, F>;
  readonly #limits: ActorLimits;
  readonly #bootId: string;
  readonly #seats = new Map<string, Seat<S, C, E, F>>();
  readonly #activations: Activations<S, C, E, F>;
  readonly #checks: Turnstile;
  readonly #watch: FreezeWatch;
  readonly #weathers: Weathers;
  #activating = 0;
  #incarnations = 0;
  #draining = false;
  #cancelSweep: (() => void) | undefined;
  #unfollow: (() => void) | undefined;

  constructor(options: ActorHostOptions<S, C, E, F>) {
    this.#options = options;
    this.#limits = { ...ACTOR_LIMITS, ...options.limits };
    this.#bootId = options.bootId ?? crypto.randomUUID();
    this.#activations = new Activations({
      host: options,
      limits: this.#limits,
      isHere: (actorId) => this.#seats.has(actorId),
      adopt: (actorId) => this.adopt(actorId),
    });
    this.#weathers = new Weathers(options, this.#limits.logRetryMs);
    this.#checks = new Turnstile(this.#limits.checksAtOnce);
    this.#watch = new FreezeWatch(options.clock, (forMs) => {
      options.logger.warn({ forMs, actors: this.#seats.size }, "the process was frozen");
      this.#verifySoon();
    });
  }

  get hostId(): string {
    return this.#options.hostId;
  }

  residents(): readonly string[] {
    return [...this.#seats.keys()];
  }

  peek(actorId: string): Glimpse<S> | undefined {
    const ledger = this.#seats.get(actorId)?.resident.ledger;
    if (!ledger) return undefined;
    const { epoch, rev, state, isDurable } = ledger;
    return { epoch, rev, state, durable: isDurable };
  }

  start(): void {
    this.#activations.start();
    this.#sweepLater();
    this.#watch.start();
    this.#unfollow ??= this.#options.bus.onStatus((status) => this.#onStatus(status));
  }

  async adopt(actorId: string): Promise<string> {
    const seat = this.#seats.get(actorId);
    if (!seat) return await this.#take(actorId);
    if (seat.isReleased) {
      throw new ActorError("not-owner", "Cannot activate: this host is handing the actor over");
    }
    if (!seat.left) return await seat.activated;
    await seat.left;
    return await this.adopt(actorId);
  }

  activate(actorId: string): Promise<string> {
    return this.#activations.activate(actorId);
  }

  submit(actorId: string, command: C): Promise<Reply> {
    const seat = this.#seats.get(actorId);
    if (seat) return seat.resident.submit(command);
    return Promise.resolve(refusal("not-owner", "The actor is not on this host"));
  }

  async stopActivating(): Promise<void> {
    this.#draining = true;
    await this.#activations.stop();
  }

  async release(actorId: string): Promise<boolean> {
    const seat = this.#seats.get(actorId);
    if (!seat) return false;
    seat.isReleased = true;
    const owner = await seat.activated.catch(() => undefined); // Its own caller hears why.
    if (owner !== this.hostId) return false;
    await this.#leave(seat);
    return true;
  }

  async drain(): Promise<readonly string[]> {
    await this.stopActivating();
    const released = this.residents();
    await Promise.all(released.map((actorId) => this.release(actorId)));
    this.#unfollow?.();
    this.#watch.stop();
    this.#weathers.close();
    this.#cancelSweep?.();
    return released;
  }

  async verifyAll(): Promise<void> {
    await Promise.all([...this.#seats.values()].map(({ resident }) => resident.verify()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain();
  }

  #onStatus({ type }: BusStatus): void {
    if (type === "connected") {
      this.#weathers.reconnected();
      this.#verifySoon();
    }
    if (type === "closed") {
      // For good: neither caller nor log can be reached any more.
      const farewell = refusal("unreachable", "This host has left the bus");
      for (const { resident } of [...this.#seats.values()]) resident.abandon(farewell);
    }
  }

  #verifySoon(): void {
    this.verifyAll().catch((error) =>
      this.#options.logger.error({ err: error }, "verification failed")
    );
  }

  async #take(actorId: string): Promise<string> {
    checkId(actorId);
    this.#makeRoom();
    const resident = new Resident({
      actorId,
      incarnation: () => `${this.#bootId}/${++this.#incarnations}`,
      host: this.#options,
      limits: this.#limits,
      checks: this.#checks,
      watch: this.#watch,
      weather: this.#weathers.of(actorId),
      gone: () => {
        if (this.#seats.get(actorId)?.resident === resident) this.#seats.delete(actorId);
      },
    });
    // The seat stands before anything is awaited: whoever comes next waits for the same takeover.
    const activated = Promise.withResolvers<string>();
    activated.promise.catch(() => {});
    this.#seats.set(actorId, { resident, activated: activated.promise });
    this.#activating++;
    try {
      const hostId = await resident.activate();
      activated.resolve(hostId);
      return hostId;
    } catch (error) {
      activated.reject(error);
      throw error;
    } finally {
      this.#activating--;
    }
  }

  #makeRoom(): void {
    if (this.#draining) {
      throw new ActorError("not-owner", "Cannot activate: this host is leaving");
    }
    if (this.#activating >= this.#limits.activations) {
      throw new ActorError("overloaded", "Cannot activate: too many activations are under way");
    }
    if (this.#seats.size < this.#limits.residents) return;
    // Oldest activation first: cheaper than keeping order by use, and quiet is what matters.
    if (this.#leaveQuiet(0, EVICT_AT_ONCE) === 0) {
      throw new ActorError("overloaded", "Cannot activate: no actor in memory is quiet");
    }
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#options.clock.after(this.#limits.sweepEveryMs, () => {
      this.#leaveQuiet(this.#limits.idleMs, LEAVE_AT_ONCE_MAX);
      this.#sweepLater();
    });
  }

  #leaveQuiet(idleMs: number, max: number): number {
    let leaving = 0;
    for (const [actorId, seat] of this.#seats) {
      if (leaving >= max) break;
      if (seat.left || !seat.resident.isQuiet(idleMs)) continue;
      leaving++;
      this.#leave(seat).catch((error) =>
        this.#options.logger.error({ err: error, actorId }, "passivation failed")
      );
    }
    return leaving;
  }

  #leave(seat: Seat<S, C, E, F>): Promise<void> {
    return seat.left ??= seat.resident.leave();
  }
}
