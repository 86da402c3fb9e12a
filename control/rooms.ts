/** The rooms of one control host: the actor runtime, given the room and its side of media. */
import type { Bus, Clock, Logger } from "../kit/mod.ts";
import {
  ACTIVATE_QUEUE,
  CONTROL_BEAT_INTERVAL_MS,
  type ControlBeat,
  subjects,
} from "../protocol/mod.ts";
import {
  type ActorHost,
  type ActorLimits,
  type ActorLog,
  type ActorSubjects,
  createActorHost,
} from "./actor/mod.ts";
import { MediaKeeper } from "./media/mod.ts";
import { type Command, type Room, roomDefinition } from "./room/mod.ts";

/** Where rooms live on the bus. */
export const ROOM_SUBJECTS: ActorSubjects = {
  command: subjects.roomCommand,
  event: subjects.roomEvent,
  activate: subjects.roomsActivate,
  activateQueue: ACTIVATE_QUEUE,
};

export interface RoomsOptions {
  hostId: string;
  bus: Bus;
  log: ActorLog;
  clock: Clock;
  logger: Logger;
  newId?: () => string;
  /** Unique per start of this host. Default: a random UUID. */
  bootId?: string;
  limits?: Partial<ActorLimits>;
  /** Whether clients get a second media plane on another node. Default: yes. */
  standby?: boolean;
}

/** Owns rooms, beats, and hands its rooms back when disposed of. */
export class Rooms implements AsyncDisposable {
  readonly host: ActorHost<Room, Command>;
  readonly #options: RoomsOptions;
  readonly #keeper: MediaKeeper;
  readonly #bootId: string;
  #draining = false;
  #cancelBeat: () => void = () => {};

  constructor(options: RoomsOptions) {
    const { hostId, bus, log, clock, logger, limits } = options;
    const { newId = () => crypto.randomUUID(), standby = true } = options;
    const { bootId = crypto.randomUUID() } = options;
    this.#bootId = bootId;
    this.#options = options;
    this.#keeper = new MediaKeeper({ bus, clock, logger, newId, standby });
    this.host = createActorHost({
      hostId,
      bus,
      log,
      definition: roomDefinition,
      effects: this.#keeper,
      subjects: ROOM_SUBJECTS,
      clock,
      logger,
      bootId,
      ...(limits && { limits }),
    });
  }

  start(): void {
    this.host.start();
    this.#beat();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#draining = true;
    await this.host.drain();
    this.#cancelBeat();
    await this.#keeper[Symbol.asyncDispose]();
  }

  #beat(): void {
    const { hostId, bus, clock } = this.#options;
    const rooms = this.host.residents().length;
    const at = Math.round(clock.wallMs());
    const bootId = this.#bootId;
    const draining = this.#draining;
    const beat: ControlBeat = { v: 1, hostId, bootId, at, rooms, draining, seq: 0 };
    if (bus.connected) bus.publish(subjects.controlBeat(hostId), beat);
    this.#cancelBeat = clock.after(CONTROL_BEAT_INTERVAL_MS, () => this.#beat());
  }
}
