/** The rooms of one control host: the actor runtime, given the room and its side of media. */
import { type Bus, type Clock, type Logger, Metrics } from "../kit/mod.ts";
import { ACTIVATE_QUEUE, subjects } from "../protocol/mod.ts";
import {
  type ActorHost,
  type ActorLimits,
  type ActorLog,
  type ActorSubjects,
  createActorHost,
} from "./actor/mod.ts";
import { Absentees } from "./absentees.ts";
import { ControlHosts, type RoomRegister } from "./hosts/mod.ts";
import { MediaKeeper } from "./media/mod.ts";
import { type Command, type LiveTargets, type Room, roomThatStreamsTo } from "./room/mod.ts";
import { roomsMeasures, timedLog } from "./rooms_measures.ts";

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
  register: RoomRegister;
  clock: Clock;
  logger: Logger;
  /** Where it counts. */
  metrics?: Metrics;
  newId?: () => string;
  /** Unique per start of this host. Default: a random UUID. */
  bootId?: string;
  limits?: Partial<ActorLimits>;
  /** Whether clients get a second media plane on another node. Default: yes. */
  standby?: boolean;
  /** Where live streams may go. Default: `public`. */
  liveTargets?: LiveTargets;
  /** How long handing all rooms over may take. Default: {@linkcode DRAIN_MS}. */
  drainMs?: number;
}

/** Thousands of rooms change hands in it; whatever ends the process has to wait longer. */
export const DRAIN_MS = 8_000;

/** Owns rooms, and hands them to other hosts when disposed of. */
export class Rooms implements AsyncDisposable {
  readonly host: ActorHost<Room, Command>;
  readonly #options: RoomsOptions;
  readonly #absentees = new Absentees();
  readonly #keeper: MediaKeeper;
  readonly #hosts: ControlHosts;

  constructor(options: RoomsOptions) {
    const { hostId, bus, log, register, clock, logger, limits } = options;
    const { newId = () => crypto.randomUUID(), standby = true, metrics = new Metrics() } = options;
    const { bootId = crypto.randomUUID() } = options;
    this.#options = options;
    const hears = () => this.#hosts.hears;
    const isAbsent = (name: string) => this.#absentees.has(name);
    this.#keeper = new MediaKeeper({
      bus,
      clock,
      logger,
      newId,
      standby,
      hears,
      isAbsent,
      metrics,
    });
    this.host = createActorHost({
      hostId,
      bus,
      log: timedLog(log, metrics, clock),
      observer: roomsMeasures(metrics, () => this.host.residents().length),
      definition: roomThatStreamsTo(options.liveTargets ?? "public"),
      effects: this.#keeper,
      subjects: ROOM_SUBJECTS,
      clock,
      logger,
      bootId,
      onResident: (roomId, here) => this.#hosts.onResident(roomId, here),
      onRest: (roomId) => this.#hosts.onRest(roomId),
      ...(limits && { limits }),
    });
    this.#hosts = new ControlHosts(
      { hostId, bootId, bus, clock, logger, register, isAbsent },
      this.host,
    );
  }

  start(): void {
    this.host.start();
    this.#hosts.start();
  }

  /** The bus has lost the connection of that name: a control host's or a media node's, perhaps. */
  disconnected(name: string): void {
    this.#absentees.left(name);
    this.#hosts.suspect(name);
    this.#keeper.suspect(name);
  }

  /** A connection of that name is there again. */
  connected(name: string): void {
    this.#absentees.came(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hosts.handOver(this.#options.drainMs ?? DRAIN_MS);
    await this.host.drain();
    await this.#hosts[Symbol.asyncDispose]();
    await this.#keeper[Symbol.asyncDispose]();
  }
}
