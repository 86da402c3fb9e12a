import { assert, assertEquals } from "@std/assert";
import { ownedBy, World } from "./testing/world.ts";

Deno.test("host whose connection ended is missed as soon where somebody listens to its subject", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own("room");
  await world.pass(100);
  world.broker.connect().subscribe(">", {}, () => {});
  await c1.kill();
  world.tellDisconnect("c1");
  const tookMs = await world.until("it has an owner", () => ownedBy(world, ["room"], [c2]));
  assert(tookMs <= 600, `it took ${tookMs} ms`);
});

Deno.test("host that has a connection again loses nothing by who listens to its subject", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own("room");
  await world.pass(100);
  world.broker.connect().subscribe(">", {}, () => {});
  await c1.bus.lose();
  world.tellDisconnect("c1");
  await world.pass(150);
  c1.bus.restore();
  world.tellConnect("c1");
  await world.pass(5_000);
  assertEquals(c2.adopted, []);
});
