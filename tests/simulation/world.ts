/** The processes of one run: hosts with the real rooms, media nodes, clients, a log and a network. */
import { type ActorLog, MemoryLog } from "../../control/actor/mod.ts";
import { OwnerClaim } from "../../control/actor/wire.ts";
import { MemoryRegister } from "../../control/hosts/mod.ts";
import { ROOM_SUBJECTS, Rooms } from "../../control/rooms.ts";
import { type Logger, silentLogger } from "../../kit/mod.ts";
import type { RoomCommand } from "../../protocol/mod.ts";
import { Checker, type OwnerView } from "./checker.ts";
import { History } from "./history.ts";
import { Network, type Request } from "./network.ts";
import { Random } from "./random.ts";
import type { Kind, Scenario } from "./scenario.ts";
import { Process, Scheduler } from "./scheduler.ts";
import type { SimBus } from "./sim_bus.ts";
import { SimClient } from "./sim_client.ts";
import { type LogWeather, SimLog } from "./sim_log.ts";
import { SimNode } from "./sim_node.ts";
import { simRegister } from "./sim_register.ts";
import { ROOM, type Speak, speaker } from "./speaker.ts";
import { tapped } from "./tapped.ts";
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
/** The bus tells of a lost connection within. */
const ADVISORY_MS_MAX = 20;
/** How long a host that leaves may take to hand its rooms over. */
const HAND_OVER_MS = 4_000;
/** How long after its answer a variant writes. */
const LATER_MS = 30;

/** How a claim begins on its way. */
const CLAIM = `{"v":1,"owner":{`;
/** Who stood still for longer than this knows it. */
const FROZEN_MS = 1_000;

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
  readonly history = new History(() => this.scheduler.nowMs);
  readonly checker = new Checker(this.history);
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly weather: LogWeather = { state: "up", lossChance: 0 };
  readonly hosts: SimHost[] = [];
  readonly nodes: SimNode[] = [];
  readonly clients: SimClient[] = [];
  readonly scenario: Scenario;
  /** When the last faults ended. */
  healedMs = 0;
  readonly #variant: Variant;
  readonly #network: Network;
  readonly #log: ActorLog;
  readonly #register = new MemoryRegister();
  readonly #speak: Speak;
  readonly #pausedMs = new WeakMap<Process, number>();
  readonly #lives = new Map<string, number>();
  readonly #rooms = new Map<string, Rooms>();

  constructor({ scenario, variant, verbose }: WorldOptions) {
    const { seed, hosts, nodes, clients, repeatChance } = scenario;
    this.scenario = scenario;
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
    const way = new SimLog({
      log: this.#log,
      process,
      scheduler: this.scheduler,
      random: this.random,
      weather: this.weather,
      reachable: () => bus.connected && !bus.stuck,
    });
    const { host = {}, hostLog, register, limits } = this.#variant;
    const list = simRegister(this.#register, way);
    const rooms = new Rooms({
      hostId,
      bootId,
      bus: tapped(bus, host),
      log: hostLog?.(way) ?? way,
      register: register?.(list) ?? list,
      clock: this.scheduler.clockOf(process),
      logger,
      newId: () => `${bootId}-${++ids}`,
      standby: this.scenario.standby,
      drainMs: HAND_OVER_MS,
      limits: { ...LIMITS, ...limits },
    });
    rooms.start();
    this.#rooms.set(hostId, rooms);
    this.hosts[at] = { process, bus, rooms };
    this.tellBack(process);
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
    const { nodeBus: busTaps = {} } = this.#variant;
    this.nodes[at] = new SimNode({ process, bus, scheduler: this.scheduler, taps, busTaps });
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
      hears: ({ transports }) => this.#isServed(transports),
      habits: { checksGaps: true, checksEpochs: true, ...this.#variant.habits },
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
    this.tellLost(process);
  }

  /** Stops it for a while; returns the end of this very pause. */
  pause(process: Process): () => void {
    const { nowMs } = this.scheduler;
    process.paused = true;
    this.#pausedMs.set(process, nowMs);
    return () => {
      if (this.#pausedMs.get(process) === nowMs) this.resume(process);
    };
  }

  resume(process: Process): void {
    if (!process.paused) return;
    const { nowMs } = this.scheduler;
    const isLong = nowMs - (this.#pausedMs.get(process) ?? nowMs) > FROZEN_MS;
    if (isLong) this.checker.awoke(process.name, nowMs);
    this.#pausedMs.delete(process);
    this.scheduler.release(process);
  }

  /** Cuts a process off; `noticed`: the bus gives the connection up. */
  cut({ process, bus }: { process: Process; bus: SimBus }, noticed: boolean): void {
    bus.cut(noticed);
    if (noticed) this.tellLost(process);
  }

  mend({ process, bus }: { process: Process; bus: SimBus }): void {
    const isBack = !bus.connected;
    if (isBack) this.checker.awoke(process.name, this.scheduler.nowMs);
    bus.mend();
    if (isBack) this.tellBack(process);
  }

  /** The bus has lost the process's connection, and tells hosts if it can. */
  tellLost({ name }: Process): void {
    this.#advise((rooms) => rooms.disconnected(name));
  }

  /** The process has a connection again. */
  tellBack({ name }: Process): void {
    this.#advise((rooms) => rooms.connected(name));
  }

  /** The host that owns the room by the log, if it lives. */
  get owner(): SimHost | undefined {
    const { epoch } = this.history;
    return this.hosts.find((host) => this.ownerView(host)?.epoch === epoch);
  }

  /** The node that carries the planes in use, by the log. */
  get activeNode(): SimNode | undefined {
    const { placement } = this.history.state;
    return this.nodes.find(({ process }) => process.name === placement?.nodeId);
  }

  /** What the host says of the room, if it owns it. */
  ownerView({ process, rooms }: SimHost): OwnerView | undefined {
    return process.alive ? rooms.host.peek(ROOM) : undefined;
  }

  /** A command of the platform itself. */
  async tell(body: RoomCommand): Promise<void> {
    await this.#speak({ kind: "service", name: "api" }, body);
  }

  /** What handlers and clients threw. */
  faults(): readonly unknown[] {
    return this.#network.faults;
  }

  /** Whether a node has these very transports, and something can come through them. */
  #isServed(transports: ReadonlyMap<string, string>): boolean {
    return this.nodes.some(({ forwards, held }) =>
      forwards &&
      [...transports].every(([id, name]) =>
        held.transports.get(id)?.info.iceParameters.usernameFragment === name
      )
    );
  }

  #advise(tell: (rooms: Rooms) => void): void {
    if (!this.scenario.advisories) return;
    for (const { process, bus, rooms } of this.hosts) {
      this.scheduler.after(process, this.random.between(0, ADVISORY_MS_MAX), () => {
        if (bus.connected && !bus.stuck) tell(rooms);
      });
    }
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
      answered: (
        process: Process,
        { subject, body: request, receivedMs }: Request,
        reply: unknown,
      ) =>
        this.#guard(() => {
          if (subject !== command) return;
          const host = process.name;
          this.checker.answered({ host, request, reply, owner: owner(process), receivedMs });
        }),
      delivered: (from: Process, to: Process, subject: string, json: string) => {
        const { nowMs } = this.scheduler;
        if (subject === command && json.startsWith(CLAIM)) {
          const { owner: { epoch } } = OwnerClaim.parse(JSON.parse(json));
          this.checker.heardClaim(to.name, epoch, nowMs);
        }
        this.#note(`${from.name} → ${to.name} ${subject}`, json);
      },
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
