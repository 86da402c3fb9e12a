import { assert, assertEquals } from "@std/assert";
import { ownedBy, rooms, World } from "./testing/world.ts";

Deno.test("rooms of hosts that all died are adopted by those that come, each once", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  const roomIds = rooms(200);
  c1.own(...roomIds.slice(0, 100));
  c2.own(...roomIds.slice(100));
  await world.pass(500);
  await Promise.all([c1.kill(), c2.kill()]);
  world.owners.clear();
  const came = ["c1", "c2", "c3"].map((hostId) => world.add(hostId));
  const tookMs = await world.until("all have an owner", () => ownedBy(world, roomIds, came));
  assert(tookMs <= 3_000, `it took ${tookMs} ms`);
  await world.pass(35_000);
  assertEquals(came.flatMap(({ adopted }) => adopted).toSorted(), roomIds.toSorted());
  for (const { adopted, adoptionsAtOnce } of came) {
    assert(adopted.length > 30, "they share the work");
    assert(adoptionsAtOnce <= 16, `${adoptionsAtOnce} at once`);
  }
});

Deno.test("host that comes leaves the rooms of those that live alone", async () => {
  const [world, c1] = await World.settled("c1");
  await using _ = world;
  assert(c1);
  c1.own(...rooms(20));
  await world.pass(100);
  const c2 = world.add("c2");
  await world.pass(70_000);
  assertEquals([c1.adopted, c2.adopted], [[], []]);
});

Deno.test("room whose adoption failed again and again is adopted once that is possible", async () => {
  const [world, c1, c2] = await World.settled("c1", "c2");
  await using _ = world;
  assert(c1 && c2);
  c1.own("room");
  await world.pass(100);
  c2.refused.add("room");
  await c1.kill();
  world.owners.clear();
  await world.pass(40_000);
  assert(c2.adopted.length >= 5);
  c2.refused.clear();
  await world.until("it has an owner", () => ownedBy(world, ["room"], [c2]), 35_000);
});

Deno.test("room that came to rest stays at rest when all hosts have died", async () => {
  const [world, c1] = await World.settled("c1");
  await using _ = world;
  assert(c1);
  c1.own("rests", "works");
  await world.pass(100);
  await c1.rest("rests");
  await world.pass(100);
  await c1.kill();
  world.owners.clear();
  const again = world.add("c1");
  await world.pass(40_000);
  assertEquals(again.adopted, ["works"]);
});
