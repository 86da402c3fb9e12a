import { assert, assertEquals } from "@std/assert";
import { MemoryBroker, silentLogger, systemClock } from "../kit/mod.ts";
import { poll } from "../kit/testing/poll.ts";
import {
  type MediaUpdate,
  type Publish,
  type RoomCommand,
  type RoomReply,
  type Sender,
  SessionMessage,
  subjects,
  type View,
} from "../protocol/mod.ts";
import { createActorCaller, MemoryLog } from "./actor/mod.ts";
import { FakeNode } from "./media/testing/fake_node.ts";
import { AUDIO, DTLS, EVERYTHING, NO_VIEW, VIDEO } from "./room/testing/given.ts";
import { ROOM_SUBJECTS, Rooms } from "./rooms.ts";

const ROOM = "room";
const LIMIT_MS = 5_000;

const reached = (what: string, condition: () => boolean | Promise<boolean>) =>
  poll(what, LIMIT_MS, condition);

/** Some hosts and nodes on one bus in memory, and a room that has been created. */
class World implements AsyncDisposable {
  readonly broker = new MemoryBroker();
  readonly bus = this.broker.connect();
  readonly log = new MemoryLog();
  readonly nodes = { m1: new FakeNode(this.broker.connect(), "m1") };
  readonly #call = createActorCaller({
    bus: this.bus,
    subjects: ROOM_SUBJECTS,
    clock: systemClock,
  });
  readonly #rooms: Rooms[] = [];
  #commands = 0;

  static async create(): Promise<World> {
    const world = new World();
    world.addHost("c1");
    world.nodes.m1.beat();
    const create = { type: "create", code: "123456789", title: "" } as const;
    await world.tell({ kind: "service", name: "api" }, create);
    return world;
  }

  addHost(hostId: string): Rooms {
    const { log } = this;
    const bus = this.broker.connect();
    const logger = silentLogger();
    const rooms = new Rooms({ hostId, bus, log, clock: systemClock, logger });
    rooms.start();
    this.#rooms.push(rooms);
    return rooms;
  }

  async tell(from: Sender, body: RoomCommand): Promise<Extract<RoomReply, { ok: true }>> {
    const deadlineAt = Date.now() + 5_000;
    const id = `command-${++this.#commands}`;
    const command = { v: 1, id, roomId: ROOM, from, deadlineAt, body };
    const reply = await this.#call(ROOM, command);
    assert(reply.ok, `${body.type}: ${JSON.stringify(reply)}`);
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const rooms of this.#rooms) await rooms[Symbol.asyncDispose]();
    for (const node of Object.values(this.nodes)) await node[Symbol.asyncDispose]();
    await this.bus.close();
  }
}

/** A session as a gateway drives it, with a client that does as it is told. */
class Client implements AsyncDisposable {
  readonly updates: MediaUpdate[] = [];
  readonly view: View = structuredClone(NO_VIEW);
  readonly from: Sender;
  readonly #world: World;
  readonly #subscription;

  constructor(world: World, readonly peerId: string) {
    this.#world = world;
    const sessionId = `s-${peerId}`;
    this.from = { kind: "session", sessionId, peerId, role: "participant" };
    this.#subscription = world.bus.subscribe(subjects.sessionMessage(sessionId), {}, (message) => {
      const { body } = SessionMessage.parse(message.body);
      if (body.type === "media") this.#take(body.media);
    });
  }

  async join(): Promise<this> {
    const { view } = this;
    await this.tell({ type: "join", name: this.peerId, capabilities: EVERYTHING, view });
    await reached(`${this.peerId} has transports`, () => this.view.generation > 0);
    return this;
  }

  publish(producers: Publish["producers"]): Promise<unknown> {
    const transports = (["send", "recv"] as const).map((direction) => ({ direction, dtls: DTLS }));
    const { generation } = this.view;
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
    const kept = media.transports ? [] : this.view.ready.filter((id) => !media.closed.includes(id));
    this.view.generation = media.generation;
    this.view.ready = [...new Set([...kept, ...media.consumers.map(({ id }) => id)])];
  }
}

const MIC = { key: "mic", source: "mic", rtpParameters: AUDIO, paused: false } as const;
const CAM = { key: "cam", source: "cam", rtpParameters: VIDEO, paused: false } as const;

Deno.test("room gives a newcomer transports and the others' tracks in one message", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  await a.publish([MIC, CAM]);
  await reached("m1 holds both tracks", () => world.nodes.m1.held(ROOM).producers.size === 2);
  await using b = await new Client(world, "b").join();
  const [first] = b.updates;
  assert(first?.transports);
  assertEquals(first.consumers.map((consumer) => consumer.producerId), ["a:mic", "a:cam"]);
});

Deno.test("room lets media flow once the client can play it", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  await using b = await new Client(world, "b").join();
  await a.publish([MIC]);
  await reached("b was told of the track", () => b.view.ready.length === 1);
  const held = world.nodes.m1.held(ROOM);
  assertEquals([...held.consumers.values()].map(({ paused }) => paused), [true]);
  await b.look();
  await reached("b receives", () => [...held.consumers.values()].every(({ paused }) => !paused));
});

Deno.test("news that got lost are told again when the client says what it has", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  await using b = await new Client(world, "b").join();
  await a.publish([MIC]);
  await reached("b was told of the track", () => b.view.ready.length === 1);
  b.view.ready = [];
  await reached("b is told again", async () => {
    const told = b.updates.length;
    await b.look();
    b.view.ready = [];
    return b.updates.length > Math.max(told, 2);
  });
});

Deno.test("track that the node refuses keeps nobody from hearing of the others", async () => {
  await using world = await World.create();
  world.nodes.m1.refused = "a:cam";
  await using a = await new Client(world, "a").join();
  await using b = await new Client(world, "b").join();
  await a.publish([CAM]);
  await b.publish([MIC]);
  await reached("a was told of b's track", () => a.view.ready.length === 1);
  await using c = await new Client(world, "c").join();
  await reached("c was told of b's track", () => c.view.ready.length === 1);
});

Deno.test("room moves to another worker when its own dies, and everybody gets new transports", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  const before = a.view.generation;
  world.nodes.m1.loseWorker();
  await reached("a has new transports", () => a.view.generation > before);
  await a.publish([MIC]);
  await reached("m1 holds the track", () => world.nodes.m1.held(ROOM).producers.size === 1);
});

Deno.test("new owner of a room whose worker died unseen gives everybody new transports", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  await a.publish([MIC]);
  await reached("m1 holds the track", () => world.nodes.m1.held(ROOM).producers.size === 1);
  const before = a.view.generation;
  world.nodes.m1.loseSilently();
  const c2 = world.addHost("c2");
  world.nodes.m1.beat();
  await c2.host.adopt(ROOM);
  await a.look();
  await reached("a has new transports", () => a.view.generation > before);
});

Deno.test("worker's death that went unheard shows with the next step", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  const before = a.view.generation;
  world.nodes.m1.loseSilently();
  await using b = await new Client(world, "b").join();
  await reached("a has new transports", () => a.view.generation > before);
  await reached("b has the same generation", () => b.view.generation === a.view.generation);
});

Deno.test("room moves to another node when its own is gone", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  await using m2 = new FakeNode(world.broker.connect(), "m2");
  m2.beat(0.5);
  await world.nodes.m1[Symbol.asyncDispose]();
  await using _b = await new Client(world, "b").join();
  await reached("m2 carries the room", () => m2.held(ROOM).transports.size === 4);
  assertEquals(a.updates.at(-1)?.transports?.send.id, `a:send:${a.view.generation}`);
});

Deno.test("room moves by itself when its node's beats cease", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  await using m2 = new FakeNode(world.broker.connect(), "m2");
  world.nodes.m1.silent = true;
  await reached("m2 carries the room", () => {
    m2.beat(0.5);
    return m2.held(ROOM).transports.size === 2;
  });
  await reached("a is on it", () => a.view.generation > 2);
});

Deno.test("takeover changes nothing at the media node", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  await using b = await new Client(world, "b").join();
  await a.publish([MIC, CAM]);
  await reached("b was told of the tracks", () => b.view.ready.length === 2);
  b.view.tiles.push({ producerId: "a:cam", width: 640, height: 360 });
  await b.look();
  const held = world.nodes.m1.held(ROOM);
  await reached("b receives", () => [...held.consumers.values()].every(({ paused }) => !paused));
  const steps = world.nodes.m1.steps.length;

  const c2 = world.addHost("c2");
  await c2.host.adopt(ROOM);
  await b.look();
  await a.look();
  await a.tell({ type: "setProducerPaused", producerId: "a:mic", paused: true });
  await reached("the new owner acts", () => held.producers.values().some(({ paused }) => paused));
  assertEquals(world.nodes.m1.steps.slice(steps).map((step) => step.type), ["ensureProducer"]);
});

Deno.test("owner that was superseded tells nobody what its node answers afterwards", async () => {
  await using world = await World.create();
  const { m1 } = world.nodes;
  await using a = await new Client(world, "a").join();
  await using b = await new Client(world, "b").join();
  m1.hold();
  await a.publish([MIC]);
  await reached("m1 was told of the track", () => m1.held(ROOM).producers.size === 1);
  await world.addHost("c2").host.adopt(ROOM);
  await b.tell({ type: "leave" });
  const told = b.updates.length;
  m1.release();
  await reached("the new owner acts", () => m1.held(ROOM).transports.size === 2);
  assertEquals(b.updates.length, told);
});

Deno.test("room waits for a media node and goes on by itself when one comes", async () => {
  await using world = await World.create();
  await world.nodes.m1[Symbol.asyncDispose]();
  await using a = new Client(world, "a");
  await a.tell({ type: "join", name: "a", capabilities: EVERYTHING, view: a.view });
  await using m2 = new FakeNode(world.broker.connect(), "m2");
  await reached("m2 carries the room", () => {
    m2.beat();
    return a.view.generation > 0;
  });
});

Deno.test("who leaves takes everything along", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  await a.publish([MIC]);
  await a.tell({ type: "leave" });
  await reached("m1 holds nothing", () => !world.nodes.m1.held(ROOM).router);
});
