import { assert, assertEquals } from "@std/assert";
import { FakeNode } from "./media/testing/fake_node.ts";
import { EVERYTHING } from "./room/testing/given.ts";
import { CAM, Client, MIC, reached, ROOM, World } from "./testing/world.ts";

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
