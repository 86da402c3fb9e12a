import type { Bus, BusMessage, BusSubscription, Clock, Logger } from "../../kit/mod.ts";
import { Activate, ActivateReply, type HostId, type RoomId, subjects } from "../../protocol/mod.ts";
import { ActorError, type ActorHost, refusal } from "../actor/mod.ts";
import { Adoption } from "./adoption.ts";
import { Announcer } from "./announcer.ts";
import { Census } from "./census.ts";
import { handOver, type HandOverResult } from "./hand_over.ts";
import { type GoneHost, HostWatch } from "./host_watch.ts";
import { Registrar } from "./registrar.ts";
import type { RoomRegister } from "./room_register.ts";
import { Rosters } from "./rosters.ts";

/** How long a host may take to adopt a room that it is given. */
const ADOPT_LIMIT_MS = 2_000;

/** What this host's actors have to offer for it. */
export type RoomOwner = Pick<
  ActorHost<unknown, never>,
  "adopt" | "activate" | "release" | "residents" | "stopActivating"
>;

export interface ControlHostsOptions {
  hostId: HostId;
  /** Unique per start of this host. */
  bootId: string;
  bus: Bus;
  clock: Clock;
  logger: Logger;
  /** Shared by all hosts. */
  register: RoomRegister;
  /** Whether the bus has lost the host's connection, and none has come since. */
  isAbsent: (hostId: HostId) => boolean;
}

/**
 * This host among the others: tells them that it lives and what it owns, takes its share of the rooms
 * of those that die, and hands its own over when it leaves.
 */
export class ControlHosts implements AsyncDisposable {
  readonly #options: ControlHostsOptions;
  readonly #owner: RoomOwner;
  readonly #announcer: Announcer;
  readonly #rosters: Rosters;
  readonly #watch: HostWatch;
  readonly #adoption: Adoption;
  readonly #registrar: Registrar;
  readonly #census: Census;
  readonly #startedMs: number;
  #adopting: BusSubscription | undefined;

  constructor(options: ControlHostsOptions, owner: RoomOwner) {
    const { hostId, bootId, bus, clock, logger, register, isAbsent } = options;
    this.#options = options;
    this.#owner = owner;
    this.#startedMs = clock.monotonicMs();
    this.#announcer = new Announcer(options);
    this.#rosters = new Rosters({
      hostId,
      bus,
      onSpoken: (host, boot) => this.#watch.heard(host, boot),
    });
    this.#watch = new HostWatch({
      hostId,
      bootId,
      bus,
      clock,
      logger,
      isAbsent,
      onNew: () => this.#announcer.greet(),
      onBeat: (beat) => this.#rosters.hear(beat),
      onGone: (gone) => this.#onGone(gone),
    });
    this.#adoption = new Adoption({
      hostId,
      clock,
      logger,
      heirs: () => this.#heirs(),
      isOwned: (roomId) => this.#isOwned(roomId),
      adopt: (roomId) => owner.adopt(roomId),
    });
    this.#registrar = new Registrar({ register, clock, logger });
    this.#census = new Census({
      hostId,
      register,
      clock,
      logger,
      isInformed: () => this.#isInformed(),
      heirs: () => this.#heirs().map((heir) => heir.hostId),
      isOwned: (roomId) => this.#isOwned(roomId) || this.#adoption.isOpen(roomId),
      activate: (roomId) => owner.activate(roomId),
    });
  }

  start(): void {
    const { bus, hostId } = this.#options;
    this.#adopting = bus.subscribe(
      subjects.controlAdopt(hostId),
      {},
      (message) => this.#onAdopt(message),
    );
    this.#announcer.start();
    this.#census.start();
  }

  /** Whether this host hears what is said on the bus: who does not has no say about others. */
  get hears(): boolean {
    return this.#watch.hears;
  }

  /** The actor runtime says that a room became ours by the log, or left memory. */
  onResident(roomId: RoomId, here: boolean): void {
    this.#announcer.onResident(roomId, here);
    if (here) this.#registrar.enter(roomId);
    else this.#registrar.left(roomId);
  }

  /** A room is about to leave memory that needs no owner until its next command. */
  onRest(roomId: RoomId): void {
    this.#registrar.strike(roomId);
  }

  /** The bus has lost the connection of that name. */
  suspect(name: string): void {
    this.#watch.suspect(name).catch((error) =>
      this.#options.logger.error({ err: error, name }, "a suspicion was not followed up")
    );
  }

  /** Takes no more rooms and gives its own away, in at most `limitMs`. */
  async handOver(limitMs: number): Promise<HandOverResult> {
    const { bus, clock, logger } = this.#options;
    this.#announcer.leave();
    await this.#owner.stopActivating();
    const result = await handOver(this.#owner.residents(), {
      clock,
      logger,
      limitMs,
      heirs: () => this.#others().map(({ hostId }) => hostId),
      release: (roomId) => this.#owner.release(roomId),
      ask: async (hostId, roomId) => {
        const question = { v: 1, actorId: roomId };
        const answer = await bus.request(subjects.controlAdopt(hostId), question, ADOPT_LIMIT_MS);
        const reply = ActivateReply.parse(answer);
        if (!reply.ok) throw new Error(reply.error.message);
      },
      owns: (roomId) => this.#announcer.owns(roomId),
      hold: (roomId) => this.#announcer.hold(roomId),
      passedOn: (roomId) => this.#announcer.passedOn(roomId),
    });
    logger.info(result, "rooms were handed over");
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#adopting?.unsubscribe();
    await this.#census[Symbol.asyncDispose]();
    await this.#adoption[Symbol.asyncDispose]();
    await this.#registrar[Symbol.asyncDispose]();
    await this.#watch[Symbol.asyncDispose]();
    await this.#rosters[Symbol.asyncDispose]();
    await this.#announcer[Symbol.asyncDispose]();
  }

  #onGone({ hostId, bootId, cause }: GoneHost): void {
    const { logger } = this.#options;
    const rooms = [...this.#rosters.roomsOf(hostId, bootId)];
    this.#rosters.forget(hostId, bootId);
    const orphans = rooms.filter((roomId) => !this.#rosters.isClaimed(roomId));
    logger.warn({ host: hostId, cause, rooms: orphans.length }, "a control host is gone");
    if (!this.#announcer.draining) this.#adoption.take(orphans);
  }

  #isOwned(roomId: RoomId): boolean {
    return this.#announcer.owns(roomId) || this.#rosters.isClaimed(roomId);
  }

  /** Whether this host hears the others and has been told by all of them what they own. */
  #isInformed(): boolean {
    if (this.#announcer.draining || !this.#watch.hears) return false;
    return this.#watch.living().every(({ hostId, bootId }) =>
      this.#rosters.isWhole(hostId, bootId)
    );
  }

  #others() {
    return this.#watch.living().filter(({ draining }) => !draining);
  }

  #heirs() {
    const { hostId } = this.#options;
    const me = { hostId, knownSinceMs: this.#startedMs };
    return this.#announcer.draining ? this.#others() : [...this.#others(), me];
  }

  async #onAdopt(message: BusMessage): Promise<void> {
    const { logger } = this.#options;
    const request = Activate.safeParse(message.body);
    if (!request.success) {
      return message.respond(refusal("invalid-command", "The request names no room"));
    }
    try {
      const hostId = await this.#owner.adopt(request.data.actorId);
      message.respond({ v: 1, ok: true, hostId });
    } catch (error) {
      const code = error instanceof ActorError ? error.code : "internal";
      const text = error instanceof ActorError ? error.message : "The room met a fault";
      message.respond(refusal(code, text));
      if (code === "internal") logger.error({ err: error }, "a room could not be adopted");
    }
  }
}
