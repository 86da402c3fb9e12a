import { type Clock, MemoryBroker, silentLogger } from "../../../kit/mod.ts";
import { HostRooms, type RoomId, wildcards } from "../../../protocol/mod.ts";
import { ManualClock } from "../../gateway/testing/manual_clock.ts";
import { ControlHosts, type RoomOwner } from "../control_hosts.ts";
import { MemoryRegister } from "../room_register.ts";
import { FreezableBus } from "./freezable_bus.ts";

/** Steps in which time goes on, shorter than every interval of the code under test. */
const STEP_MS = 5;
/** A message and its answer take some turns of the microtask queue, on which the bus delivers. */
const TURNS = 40;

/** A host whose actors are names in a set. */
export class TestHost implements RoomOwner {
  readonly bus: FreezableBus;
  readonly hosts: ControlHosts;
  readonly rooms = new Set<RoomId>();
  /** Every takeover that was begun here, in order. */
  readonly adopted: RoomId[] = [];
  /** Rooms that can't be had for now. */
  readonly refused = new Set<RoomId>();
  activating = true;
  adoptionsAtOnce = 0;
  #adopting = 0;
  #frozen = false;
  /** Timers that fell due while it stood still. */
  readonly #late: (() => void)[] = [];

  constructor(
    readonly world: World,
    readonly hostId: string,
    readonly bootId: string,
  ) {
    this.bus = new FreezableBus(world.broker.connect(), world.clock);
    const clock: Clock = {
      wallMs: () => world.clock.wallMs(),
      monotonicMs: () => world.clock.monotonicMs(),
      after: (delayMs, run) => world.clock.after(delayMs, () => this.#whenThawed(run)),
    };
    const { bus } = this;
    this.hosts = new ControlHosts(
      {
        hostId,
        bootId,
        bus,
        clock,
        logger: silentLogger(),
        register: world.register,
        isAbsent: (name) => world.absent.has(name),
      },
      this,
    );
    this.hosts.start();
  }

  own(...roomIds: RoomId[]): void {
    for (const roomId of roomIds) {
      this.rooms.add(roomId);
      this.hosts.onResident(roomId, true);
    }
  }

  async adopt(roomId: RoomId): Promise<string> {
    this.adopted.push(roomId);
    this.adoptionsAtOnce = Math.max(this.adoptionsAtOnce, ++this.#adopting);
    await Promise.resolve();
    this.#adopting--;
    if (this.refused.has(roomId)) throw new Error("Cannot adopt: the test says so");
    this.own(roomId);
    return this.hostId;
  }

  /** As the real one does: somebody who says that the room is its own is left alone. */
  async activate(roomId: RoomId): Promise<string> {
    return this.world.owners.get(roomId) ?? await this.adopt(roomId);
  }

  async release(roomId: RoomId): Promise<boolean> {
    await Promise.resolve();
    if (!this.rooms.delete(roomId)) return false;
    this.hosts.onResident(roomId, false);
    return true;
  }

  /** Nothing is left to do in the room, and it leaves memory. */
  async rest(roomId: RoomId): Promise<void> {
    this.hosts.onRest(roomId);
    await this.release(roomId);
  }

  residents(): readonly RoomId[] {
    return [...this.rooms];
  }

  stopActivating(): Promise<void> {
    this.activating = false;
    return Promise.resolve();
  }

  /** kill -9: its connection ends. */
  async kill(): Promise<void> {
    this.freeze();
    await this.bus.close();
    this.world.hosts.delete(this);
  }

  freeze(): void {
    this.#frozen = true;
    this.bus.freeze();
  }

  /** Timers that fell due run first, then what waits at the socket is read. */
  thaw(): void {
    this.#frozen = false;
    for (const run of this.#late.splice(0)) run();
    this.bus.thaw();
  }

  #whenThawed(run: () => void): void {
    if (this.#frozen) this.#late.push(run);
    else run();
  }
}

/** Control hosts on one bus in memory, on a clock that moves when a test says so. */
export class World implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly broker = new MemoryBroker({ clock: this.clock });
  readonly register = new MemoryRegister();
  /** Whose connections have ended, as the bus tells. */
  readonly absent = new Set<string>();
  readonly hosts = new Set<TestHost>();
  /** Who said last that a room is its own. */
  readonly owners = new Map<RoomId, string>();
  #boots = 0;

  constructor() {
    this.broker.connect().subscribe(wildcards.controlRooms, {}, ({ body }) => {
      const { hostId, adopted, released } = HostRooms.parse(body);
      for (const roomId of adopted) this.owners.set(roomId, hostId);
      for (const roomId of released) {
        if (this.owners.get(roomId) === hostId) this.owners.delete(roomId);
      }
    });
  }

  /** Hosts that have known each other for a while. */
  static async settled(...hostIds: string[]): Promise<[World, ...TestHost[]]> {
    const world = new World();
    const hosts = hostIds.map((hostId) => world.add(hostId));
    await world.pass(5_000);
    return [world, ...hosts];
  }

  add(hostId: string): TestHost {
    const host = new TestHost(this, hostId, `boot-${++this.#boots}`);
    this.hosts.add(host);
    return host;
  }

  /** Lets time go by; what happens at a moment is done before the next. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.clock.advance(STEP_MS);
      for (let turn = 0; turn < TURNS; turn++) await undefined;
    }
  }

  /** Passes time until something is so; tells after how many ms. */
  async until(what: string, reached: () => boolean, limitMs = 20_000): Promise<number> {
    for (let passed = 0; passed <= limitMs; passed += STEP_MS) {
      if (reached()) return passed;
      await this.pass(STEP_MS);
    }
    throw new Error(`Cannot see that ${what} within ${limitMs} ms`);
  }

  /** The bus tells everybody that a connection has begun. */
  tellConnect(name: string): void {
    this.absent.delete(name);
  }

  /** The bus tells everybody that a connection has ended. */
  tellDisconnect(name: string): void {
    this.absent.add(name);
    for (const { hosts } of this.hosts) hosts.suspect(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.hosts].map(async ({ hosts, bus }) => {
      const closed = hosts[Symbol.asyncDispose]();
      await this.pass(10 * STEP_MS);
      await closed;
      await bus.close();
    }));
  }
}

export function rooms(count: number): RoomId[] {
  return Array.from({ length: count }, (_, at) => `room-${at}`);
}

/** Whether each of the rooms is owned by one of the hosts. */
export function ownedBy(
  world: World,
  roomIds: readonly RoomId[],
  hosts: readonly TestHost[],
): boolean {
  const names = new Set(hosts.map(({ hostId }) => hostId));
  return roomIds.every((roomId) => names.has(world.owners.get(roomId) ?? ""));
}
