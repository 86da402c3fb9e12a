/** The processes of one run: hosts with the real rooms, media nodes, clients, a log and a network. */
import { type ActorLog, MemoryLog } from "../../control/actor/mod.ts";
import { ROOM_SUBJECTS, Rooms } from "../../control/rooms.ts";
import { type Logger, silentLogger } from "../../kit/mod.ts";
import type { RoomCommand, RoomReply } from "../../protocol/mod.ts";
import { Checker, type OwnerView } from "./checker.ts";
import { History } from "./history.ts";
import { Network } from "./network.ts";
import { Random } from "./random.ts";
import type { Kind, Scenario } from "./scenario.ts";
import { Process, Scheduler } from "./scheduler.ts";
import type { SimBus } from "./sim_bus.ts";
import { SimClient } from "./sim_client.ts";
import { type LogWeather, SimLog } from "./sim_log.ts";
import { SimNode } from "./sim_node.ts";
import { ROOM, type Speak, speaker } from "./speaker.ts";
import { Trace } from "./trace.ts";
import type { NodeTap, Variant } from "./variant.ts";

/** Two machines' clocks differ by less. */
const SKEW_MS_MAX = 150;
/** Of what a process had sent when it died, what would arrive later than this at most is lost. */
const TORN_MS_MAX = 5;
/** Small, so that a short run sees snapshots, trims and full batches. */
const LIMITS = {
  snapshotEveryEntries: 5,
  snapshotEveryEvents: 12,
  trimEveryEvents: 16,
  batchCommands: 8,
} as const;
/** How long after its answer a variant writes. */
const LATER_MS = 30;

const logger: Logger = silentLogger();

/** A host that lives; each restart makes another. */
export interface SimHost {
  process: Process;
  bus: SimBus;
  rooms: Rooms;
}

export interface WorldOptions {
  scenario: Scenario;
  variant: Variant;
  verbose: boolean;
}

export class World {
  readonly trace: Trace;
  readonly history = new History();
  readonly checker = new Checker(this.history);
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly weather: LogWeather = { down: false, lossChance: 0 };
  readonly hosts: SimHost[] = [];
  readonly nodes: SimNode[] = [];
  readonly clients: SimClient[] = [];
  readonly #variant: Variant;
  readonly #network: Network;
  readonly #log: ActorLog;
  readonly #speak: Speak;
  readonly #lives = new Map<string, number>();
  readonly #rooms = new Map<string, Rooms>();

  constructor({ scenario, variant, verbose }: WorldOptions) {
    const { seed, hosts, nodes, clients, repeatChance } = scenario;
    this.#variant = variant;
    this.trace = new Trace(verbose);
    this.random = new Random(seed, "faults");
    this.scheduler = new Scheduler(new Random(seed, "order"));
    this.#network = new Network({
      scheduler: this.scheduler,
      random: new Random(seed, "network"),
      repeatChance,
      observer: this.#observer(),
    });
    const later = (run: () => void) => void this.scheduler.after(undefined, LATER_MS, run);
    const recording = this.#recording(new MemoryLog());
    this.#log = variant.log?.(recording, later) ?? recording;
    const api = new Process("api");
    this.#speak = speaker({
      name: "api",
      bus: this.#network.connect(api),
      clock: this.scheduler.clockOf(api),
      random: this.random,
      accepted: (id, body, reply) => this.checker.acknowledged(id, body, reply),
    });
    for (let at = 0; at < hosts; at++) this.startHost(at);
    for (let at = 0; at < nodes; at++) this.startNode(at);
    for (let at = 0; at < clients; at++) this.addClient();
  }

  startHost(at: number): void {
    const hostId = `h${at + 1}`;
    const bootId = this.#nextLife(hostId);
    const process = this.#newProcess(hostId);
    const bus = this.#network.connect(process);
    let ids = 0;
    const log = new SimLog({
      log: this.#log,
      process,
      scheduler: this.scheduler,
      random: this.random,
      weather: this.weather,
      reachable: () => bus.connected && !bus.stuck,
    });
    const rooms = new Rooms({
      hostId,
      bootId,
      bus,
      log,
      clock: this.scheduler.clockOf(process),
      logger,
      newId: () => `${bootId}-${++ids}`,
      standby: false,
      limits: { ...LIMITS, ...this.#variant.limits },
    });
    rooms.start();
    this.#rooms.set(hostId, rooms);
    this.hosts[at] = { process, bus, rooms };
  }

  /** A node that comes back is another one: what it held is gone. */
  startNode(at: number): void {
    const process = this.#newProcess(this.#nextLife(`m${at + 1}`));
    const bus = this.#network.connect(process);
    const watch: NodeTap = (message, pass) =>
      pass({
        ...message,
        respond: (answer) => {
          this.checker.obeyed(process.name, message.body, answer);
          message.respond(answer);
        },
      });
    const broken = this.#variant.node?.();
    const taps = broken ? [watch, broken] : [watch];
    this.nodes[at] = new SimNode({ process, bus, scheduler: this.scheduler, taps });
  }

  addClient(): SimClient {
    const peerId = "abcdefgh".charAt(this.clients.length);
    const process = this.#newProcess(`g-${peerId}`);
    const client = new SimClient({
      peerId,
      process,
      bus: this.#network.connect(process),
      clock: this.scheduler.clockOf(process),
      random: this.random,
      accepted: (id, body, reply) => this.checker.acknowledged(id, body, reply),
      checksGaps: this.#variant.checksGaps ?? true,
    });
    this.clients.push(client);
    return client;
  }

  /** The living process of that kind. */
  processAt(of: Kind | "client", at: number): { process: Process; bus: SimBus } | undefined {
    if (of === "client") return this.clients[at];
    return of === "host" ? this.hosts[at] : this.nodes[at];
  }

  /** Stops it for good; some of what it had just sent is lost. */
  crash({ process, bus }: { process: Process; bus: SimBus }): void {
    process.alive = false;
    bus.die(this.scheduler.nowMs + this.random.between(0, TORN_MS_MAX));
  }

  /** What the host says of the room, if it owns it. */
  ownerView({ process, rooms }: SimHost): OwnerView | undefined {
    return process.alive ? rooms.host.peek(ROOM) : undefined;
  }

  /** A command of the platform itself. */
  tell(body: RoomCommand): Promise<RoomReply | undefined> {
    return this.#speak({ kind: "service", name: "api" }, body);
  }

  /** What handlers and clients threw. */
  faults(): readonly unknown[] {
    return this.#network.faults;
  }

  #newProcess(name: string): Process {
    return new Process(name, this.random.whole(-SKEW_MS_MAX, SKEW_MS_MAX));
  }

  #nextLife(name: string): string {
    const life = (this.#lives.get(name) ?? 0) + 1;
    this.#lives.set(name, life);
    return `${name}-${life}`;
  }

  /** Sees every entry at the moment it is written. */
  #recording(log: ActorLog): ActorLog {
    let lastSeq = 0;
    return {
      append: async (actorId, expectedSeq, entryId, entry) => {
        const result = await log.append(actorId, expectedSeq, entryId, entry);
        if (!result.ok || result.seq <= lastSeq) return result;
        lastSeq = result.seq;
        const written = this.history.record(entryId, entry);
        const { writer, epoch, rev } = written;
        this.#note(`log ${result.seq}`, `${writer} epoch ${epoch} rev ${rev.from}–${rev.to}`);
        this.checker.written(written);
        return result;
      },
      read: (actorId) => log.read(actorId),
      lastSeq: (actorId) => log.lastSeq(actorId),
      snapshot: (actorId, seq, snapshot) => log.snapshot(actorId, seq, snapshot),
      trim: (actorId, seq) => log.trim(actorId, seq),
      purge: (actorId, seq) => log.purge(actorId, seq),
    };
  }

  #observer() {
    const owner = ({ name }: Process): OwnerView | undefined =>
      this.#rooms.get(name)?.host.peek(ROOM);
    const event = ROOM_SUBJECTS.event(ROOM);
    const command = ROOM_SUBJECTS.command(ROOM);
    return {
      published: (from: Process, subject: string, body: unknown) =>
        this.#guard(() => {
          if (subject === event) this.checker.noticed(from.name, body, owner(from));
          else if (subject.includes(".session.")) this.checker.told(from.name, body, owner(from));
        }),
      answered: (process: Process, subject: string, request: unknown, reply: unknown) =>
        this.#guard(() => {
          if (subject === command) {
            this.checker.answered(process.name, request, reply, owner(process));
          }
        }),
      delivered: (from: Process, to: Process, subject: string, json: string) =>
        this.#note(`${from.name} → ${to.name} ${subject}`, json),
    };
  }

  /** What a check throws would vanish in the code under test, which catches what the bus throws. */
  #guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#network.faults.push(error);
    }
  }

  #note(what: string, detail: string): void {
    this.trace.note(this.scheduler.nowMs, what, detail);
  }
}
