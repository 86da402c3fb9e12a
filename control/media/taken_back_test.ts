/** Owners that told of moves and died before the log knew: what their successors make of it. */
import { assert, assertEquals } from "@std/assert";
import { FakeNode } from "./testing/fake_node.ts";
import { Client, MIC, reached, ROOM, World } from "../testing/world.ts";

Deno.test("a room follows a client that a former owner moved to its second plane", async () => {
  await using world = await World.create();
  await using m2 = new FakeNode(world.broker.connect(), "m2");
  await using a = await new Client(world, "a").join();
  await using b = await new Client(world, "b").join();
  await a.publish([MIC]);
  await reached("both have second planes", async () => {
    m2.beat();
    await Promise.all([a.look(), b.look()]);
    return a.view.standby !== undefined && b.view.standby !== undefined;
  });
  const { standby } = a.view;
  assert(standby);
  Object.assign(a.view, standby);
  delete a.view.standby;
  const second = b.view.standby?.generation;
  await world.addHost("c2").host.adopt(ROOM);
  await reached("b uses its second plane too", async () => {
    await Promise.all([a.look(), b.look()]); // As gateways do for a new owner.
    return b.view.generation === second;
  });
});

Deno.test("a client on planes that the log knows nothing of gets others", async () => {
  await using world = await World.create();
  await using a = await new Client(world, "a").join();
  const lost = a.view.generation + 7;
  a.view.generation = lost;
  await world.addHost("c2").host.adopt(ROOM);
  await a.look();
  await reached("a has newer transports", () => a.view.generation > lost);
  assert(a.updates.at(-1)?.transports);
  const held = [...world.nodes.m1.held(ROOM).transports.keys()];
  assertEquals(held.toSorted(), [`a:recv:${a.view.generation}`, `a:send:${a.view.generation}`]);
});

Deno.test("a client moves nobody by its own invention", async () => {
  await using world = await World.create();
  await using m2 = new FakeNode(world.broker.connect(), "m2");
  await using a = await new Client(world, "a").join();
  await using b = await new Client(world, "b").join();
  await a.publish([MIC]);
  await reached("both have second planes", async () => {
    m2.beat();
    await Promise.all([a.look(), b.look()]);
    return a.view.standby !== undefined && b.view.standby !== undefined;
  });
  const before = structuredClone(b.view);
  const { generation } = a.view;
  for (const invented of [a.view.standby?.generation ?? 0, Number.MAX_SAFE_INTEGER]) {
    a.view.generation = invented;
    await a.look();
    await b.look();
  }
  a.view.generation = generation;
  await a.look();
  await b.look();
  assertEquals([b.view.generation, b.view.standby?.generation], [
    before.generation,
    before.standby?.generation,
  ]);
  assertEquals(world.nodes.m1.held(ROOM).router, true);
});
