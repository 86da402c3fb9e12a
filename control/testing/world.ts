/** Hosts, nodes and clients of one room on a bus in memory, for tests of rooms and their media. */
import { assert } from "@std/assert";
import { type Bus, type Clock, MemoryBroker, silentLogger, systemClock } from "../../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../../kit/testing/poll.ts";
import {
  type MediaUpdate,
  type PlaneView,
  type Publish,
  type RoomCommand,
  type RoomReply,
  type Sender,
  SessionMessage,
  subjects,
  type View,
} from "../../protocol/mod.ts";
import { createActorCaller, MemoryLog } from "../actor/mod.ts";
import { MemoryRegister } from "../hosts/mod.ts";
import { FakeNode } from "../media/testing/fake_node.ts";
import { AUDIO, DTLS, EVERYTHING, NO_VIEW, VIDEO } from "../room/testing/given.ts";
import { ROOM_SUBJECTS, Rooms } from "../rooms.ts";

export const ROOM = "room";

export const reached = (what: string, condition: () => boolean | Promise<boolean>) =>
  poll(what, STATE_LIMIT_MS, condition);

export const MIC = { key: "mic", source: "mic", rtpParameters: AUDIO, paused: false } as const;
export const CAM = { key: "cam", source: "cam", rtpParameters: VIDEO, paused: false } as const;

/** Some hosts and nodes on one bus in memory, and a room that has been created. */
export class World implements AsyncDisposable {
  readonly broker = new MemoryBroker();
  readonly bus = this.broker.connect();
  readonly log = new MemoryLog();
  readonly register = new MemoryRegister();
  readonly nodes = { m1: new FakeNode(this.broker.connect(), "m1") };
  readonly #call = createActorCaller({
    bus: this.bus,
    subjects: ROOM_SUBJECTS,
    clock: systemClock,
  });
  readonly #rooms: Rooms[] = [];
  readonly #buses: Bus[] = [];
  #commands = 0;

  static async create(clock?: Clock): Promise<World> {
    const world = new World();
    world.addHost("c1", clock);
    world.nodes.m1.beat();
    const create = { type: "create", code: "123456789", title: "" } as const;
    await world.tell({ kind: "service", name: "api" }, create);
    return world;
  }

  addHost(hostId: string, clock: Clock = systemClock): Rooms {
    const { log, register } = this;
    const bus = this.broker.connect();
    const logger = silentLogger();
    const rooms = new Rooms({ hostId, bus, log, register, clock, logger });
    rooms.start();
    this.#rooms.push(rooms);
    this.#buses.push(bus);
    return rooms;
  }

  /** The host that was added first. */
  get host(): Rooms {
    const [first] = this.#rooms;
    if (!first) throw new Error("Cannot name a host: there is none");
    return first;
  }

  async tell(from: Sender, body: RoomCommand): Promise<Extract<RoomReply, { ok: true }>> {
    const deadlineAt = Date.now() + STATE_LIMIT_MS;
    const id = `command-${++this.#commands}`;
    const command = { v: 1, id, roomId: ROOM, from, deadlineAt, body };
    const reply = await this.#call(ROOM, command);
    assert(reply.ok, `${body.type}: ${JSON.stringify(reply)}`);
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const rooms of this.#rooms) await rooms[Symbol.asyncDispose]();
    for (const bus of this.#buses) await bus.close();
    for (const node of Object.values(this.nodes)) await node[Symbol.asyncDispose]();
    await this.bus.close();
  }
}

/** A session as a gateway drives it, with a client that does as it is told. */
export class Client implements AsyncDisposable {
  readonly updates: MediaUpdate[] = [];
  readonly view: View = structuredClone(NO_VIEW);
  readonly from: Sender;
  /** Misses what it is told, as while its socket is gone. */
  isAway = false;
  readonly #world: World;
  readonly #subscription;

  constructor(world: World, readonly peerId: string) {
    this.#world = world;
    const sessionId = `s-${peerId}`;
    this.from = { kind: "session", sessionId, peerId, role: "participant" };
    this.#subscription = world.bus.subscribe(subjects.sessionMessage(sessionId), {}, (message) => {
      const { body } = SessionMessage.parse(message.body);
      if (body.type === "media" && !this.isAway) this.#take(body.media);
    });
  }

  async join(): Promise<this> {
    const { view } = this;
    await this.tell({ type: "join", name: this.peerId, capabilities: EVERYTHING, view });
    await reached(`${this.peerId} has transports`, () => this.view.generation > 0);
    return this;
  }

  publish(
    producers: Publish["producers"],
    { generation }: PlaneView = this.view,
  ): Promise<unknown> {
    const transports = (["send", "recv"] as const).map((direction) => ({ direction, dtls: DTLS }));
    return this.tell({ type: "publish", publish: { generation, transports, producers } });
  }

  tell(body: RoomCommand): Promise<unknown> {
    return this.#world.tell(this.from, body);
  }

  look(): Promise<unknown> {
    return this.tell({ type: "view", view: this.view });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #take(media: MediaUpdate): void {
    this.updates.push(media);
    const { view } = this;
    if (media.use === "closed") {
      if (view.standby?.generation === media.generation) delete view.standby;
      return;
    }
    const known = [view, view.standby].find((plane) => plane?.generation === media.generation);
    if (!known && !media.transports) return;
    const kept = known?.ready.filter((id) => !media.closed.includes(id)) ?? [];
    const plane: PlaneView = {
      generation: media.generation,
      ready: [...new Set([...kept, ...media.consumers.map(({ id }) => id)])],
      ...(media.ice && { ice: { wanted: media.ice, applied: media.ice } }),
    };
    if (media.use === "standby") view.standby = plane;
    else {
      if (view.standby?.generation === media.generation) delete view.standby;
      Object.assign(view, plane);
    }
  }
}
