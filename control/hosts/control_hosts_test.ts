import { assert, assertEquals } from "@std/assert";
import { type ControlBeat, subjects } from "../../protocol/mod.ts";
import { chooseHost } from "./rendezvous.ts";
import { ownedBy, rooms, World } from "./testing/world.ts";

Deno.test("rooms of a host whose connection ended are adopted once, each by its heir", async () => {
  const [world, c1, c2, c3] = await World.settled("c1", "c2", "c3");
  await using _ = world;
  assert(c1 && c2 && c3);
  const roomIds = rooms(40);
  c1.own(...roomIds);
  await world.pass(100);
  await c1.kill();
  world.tellDisconnect("c1");
  const tookMs = await world.until("all have an owner", () => ownedBy(world, roomIds, [c2, c3]));
  assert(tookMs <= 400, `it took ${tookMs} ms`);
  for (const roomId of roomIds) {
    assertEquals(world.owners.get(roomId), chooseHost(roomId, ["c2", "c3"]), roomId);
  }
  await world.pass(10_000);
  assertEquals([...c2.adopted, ...c3.adopted].length, roomIds.length, "and nobody did it twice");
});

Deno.test("rooms of a host that dies right after another came are that one's", async () => {
  const [world, c1] = await World.settled("c1");
  await using _ = world;
  assert(c1);
  const roomIds = rooms(20);
  c1.own(...roomIds);
  await world.pass(110);
  const c2 = world.add("c2");
  await world.pass(20); // Less than a beat: who is new is greeted.
  await c1.kill();
  world.tellDisconnect("c1");
  await world.until("all have an owner", () => ownedBy(world, roomIds, [c2]));
});

Deno.test("room whose host dies right after it got it is adopted", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own("room");
  await c1.kill(); // Before any time has passed.
  world.tellDisconnect("c1");
  await world.until("it has an owner", () => ownedBy(world, ["room"], [c2]), 1_000);
});

Deno.test("connection that comes back at once costs its host no room", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own(...rooms(5));
  await world.pass(100);
  await c1.bus.lose();
  world.tellDisconnect("c1");
  await world.pass(250);
  c1.bus.restore();
  await world.pass(5_000);
  assertEquals(c2.adopted, []);
});

Deno.test("rooms of a frozen host are adopted when its beats have ceased", async () => {
  const [world, c1, c2, c3] = await World.settled("c1", "c2", "c3");
  await using _ = world;
  assert(c1 && c2 && c3);
  const roomIds = rooms(10);
  c1.own(...roomIds);
  await world.pass(100);
  c1.freeze();
  const tookMs = await world.until("all have an owner", () => ownedBy(world, roomIds, [c2, c3]));
  assert(tookMs > 750 && tookMs <= 1_500, `it took ${tookMs} ms`);
  c1.thaw();
  await world.pass(3_000);
  assertEquals(c1.adopted, [], "who was away does not take the others for dead");
  assertEquals([...c2.adopted, ...c3.adopted].length, roomIds.length);
});

Deno.test("host that hears nobody, not even itself, adopts nothing", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c2.own(...rooms(5));
  await world.pass(100);
  c1.bus.freeze(); // Its timers go on: the way to the bus is cut and nobody has told it.
  await world.pass(5_000);
  assertEquals(c1.adopted, []);
  c1.bus.thaw();
  await world.pass(5_000);
  assertEquals(c1.adopted, []);
});

Deno.test("rooms of a host that restarted faster than it was missed are adopted too", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  const roomIds = rooms(10);
  c1.own(...roomIds);
  await world.pass(100);
  await c1.kill();
  const again = world.add("c1");
  await world.until("all have an owner", () => ownedBy(world, roomIds, [c2]), 1_000);
  assertEquals(again.adopted, []);
});

Deno.test("two processes of one id do not make the others adopt for ever", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own(...rooms(3));
  await world.pass(100);
  world.add("c1");
  await world.pass(3_000);
  assertEquals(c2.adopted.length, 3, "once, since the first start counts as over");
  c1.own("later");
  await world.pass(3_000);
  assertEquals(c2.adopted.length, 3);
});

Deno.test("beat of a former start that comes late does not hide the one that lives", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  const late: ControlBeat = {
    v: 1,
    hostId: "c1",
    bootId: "a-former-start",
    at: Math.round(world.clock.wallMs()) - 5_000,
    rooms: 0,
    draining: false,
    seq: 0,
  };
  c2.bus.publish(subjects.controlBeat("c1"), late);
  const roomIds = rooms(5);
  c1.own(...roomIds);
  await world.pass(1_000);
  assertEquals(c2.adopted, []);
  await c1.kill();
  await world.until("all have an owner", () => ownedBy(world, roomIds, [c2]));
});

Deno.test("host that has just come is no heir of rooms that it can't know of", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  const roomIds = rooms(20);
  c1.own(...roomIds);
  await world.pass(100);
  await c1.kill();
  const late = world.add("c3"); // It never hears of c1.
  world.tellDisconnect("c1");
  const tookMs = await world.until("all have an owner", () => ownedBy(world, roomIds, [c2]));
  assert(tookMs <= 400, `it took ${tookMs} ms`);
  assertEquals(late.adopted, []);
});

Deno.test("room that a command has activated meanwhile is left where it is", async () => {
  const [world, c1, c2, c3] = await World.settled("c1", "c2", "c3");
  await using _ = world;
  assert(c1 && c2 && c3);
  c1.own("room");
  await world.pass(100);
  await c1.kill();
  const heir = chooseHost("room", ["c2", "c3"]);
  const [other] = [c2, c3].filter(({ hostId }) => hostId !== heir);
  other?.own("room");
  await world.pass(50);
  world.tellDisconnect("c1");
  await world.pass(10_000);
  assertEquals([...c2.adopted, ...c3.adopted], []);
});

Deno.test("rooms that their owner let go of before it died are not woken", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own("ended", "open");
  await world.pass(100);
  await c1.release("ended");
  await world.pass(100);
  await c1.kill();
  await world.pass(10_000);
  assertEquals(c2.adopted, ["open"]);
});

Deno.test("rooms whose heir can't take them come to another in the end", async () => {
  const [world, c1, c2, c3] = await World.settled("c1", "c2", "c3");
  await using _ = world;
  assert(c1 && c2 && c3);
  const roomIds = rooms(12);
  for (const roomId of roomIds) c2.refused.add(roomId);
  c1.own(...roomIds);
  await world.pass(100);
  await c1.kill();
  await world.until("all have an owner", () => ownedBy(world, roomIds, [c3]));
});

Deno.test("heir that dies while it adopts has heirs itself", async () => {
  const [world, c1, c2, c3] = await World.settled("c1", "c2", "c3");
  await using _ = world;
  assert(c1 && c2 && c3);
  const roomIds = rooms(30);
  c1.own(...roomIds);
  await world.pass(100);
  await c1.kill();
  await c2.kill();
  await world.until("all have an owner", () => ownedBy(world, roomIds, [c3]), 5_000);
});

Deno.test("host that saw another for the first time asks which rooms it has", async () => {
  const [world, c1] = await World.settled("c1");
  await using _ = world;
  assert(c1);
  const roomIds = rooms(2_500); // Three pages.
  c1.own(...roomIds);
  await world.pass(100);
  const c2 = world.add("c2");
  await world.pass(500);
  await c1.kill();
  await world.until("all have an owner", () => ownedBy(world, roomIds, [c2]), 5_000);
  assertEquals(c2.adopted.length, roomIds.length);
  assert(c2.adoptionsAtOnce > 8 && c2.adoptionsAtOnce <= 64, `${c2.adoptionsAtOnce} at once`);
});

Deno.test("host that dies before its second beat has heirs too", async () => {
  const [world, c1] = await World.settled("c1");
  await using _ = world;
  const c2 = world.add("c2");
  const c3 = world.add("c3"); // It has not heard the first beat of c2.
  assert(c1);
  c2.own("room");
  await world.pass(10);
  await c2.kill();
  world.tellDisconnect("c2");
  await world.until("the room has an owner", () => ownedBy(world, ["room"], [c1, c3]), 2_000);
});

Deno.test("changes that got lost are made up for by the list", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own("before");
  await world.pass(100);
  c2.bus.dropping = true;
  c1.own("unheard");
  await world.pass(100);
  c2.bus.dropping = false;
  await world.pass(600);
  await c1.kill();
  await world.until("all have an owner", () => ownedBy(world, ["before", "unheard"], [c2]), 5_000);
});

Deno.test("host that leaves hands each room to its heir and is missed by nobody", async () => {
  const [world, c1, c2, c3] = await World.settled("c1", "c2", "c3");
  await using _ = world;
  assert(c1 && c2 && c3);
  const roomIds = rooms(40);
  c1.own(...roomIds);
  await world.pass(100);
  const result = c1.hosts.handOver(8_000);
  await world.until("all have an owner", () => ownedBy(world, roomIds, [c2, c3]), 1_000);
  await world.pass(100);
  assertEquals(await result, { passedOn: 40, released: 0, left: 0 });
  assertEquals(c1.activating, false);
  for (const roomId of roomIds) {
    assertEquals(world.owners.get(roomId), chooseHost(roomId, ["c2", "c3"]), roomId);
  }
  await c1.kill();
  await world.pass(10_000);
  assertEquals([...c2.adopted, ...c3.adopted].length, roomIds.length);
});

Deno.test("hosts that leave together give each other nothing", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own(...rooms(5));
  const both = Promise.all([c1, c2].map(({ hosts }) => hosts.handOver(8_000)));
  await world.pass(3_000);
  const [first] = await both;
  assertEquals(c2.adopted.filter((roomId) => c2.rooms.has(roomId)), []);
  assertEquals(first?.left, 0);
});

Deno.test("room whose owner dies between letting go and finding an heir is adopted", async () => {
  const [world, c1, c2, c3] = await World.settled("c1", "c2", "c3");
  await using _ = world;
  assert(c1 && c2 && c3);
  c1.own("room");
  await world.pass(100);
  const heir = [c2, c3].find(({ hostId }) => hostId === chooseHost("room", ["c2", "c3"]));
  assert(heir);
  heir.freeze();
  c1.hosts.handOver(8_000).catch(() => {}); // It dies meanwhile.
  await world.until("the room is let go of", () => c1.rooms.size === 0);
  await c1.kill();
  heir.thaw();
  await world.until("the room has an owner", () => ownedBy(world, ["room"], [c2, c3]));
});
