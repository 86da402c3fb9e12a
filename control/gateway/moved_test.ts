/** One session, several sockets: the one that the room heard last is the client's. */
import { assertEquals } from "@std/assert";
import { subjects } from "../../protocol/mod.ts";
import { until } from "../../tests/harness/until.ts";
import { VIEW, World } from "./testing/world.ts";

Deno.test("the newer socket of a session ends the older one without a goodbye", async () => {
  await using world = await World.start();
  const { client, joined } = await world.join();
  await using second = await world.connect();
  const { resumeToken } = joined;
  await second.request("resume", { resumeToken, rev: 1, epoch: 1, view: VIEW });
  assertEquals((await client.untilClosed()).code, 1000);
  await second.request("sync");
  assertEquals(world.room.of("disconnect"), []);
  assertEquals(world.gateway().sessions, 1);
});

Deno.test("a session that resumes on another gateway ends its open socket here", async () => {
  await using world = await World.start();
  await world.addGateway();
  const { client, joined } = await world.join();
  await using second = await world.connect(1);
  const { resumeToken } = joined;
  await second.request("resume", { resumeToken, rev: 1, epoch: 1, view: VIEW });
  assertEquals((await client.untilClosed()).code, 1000);
  await second.request("sync");
  assertEquals(second.closed, undefined);
  assertEquals([world.gateway(0).sessions, world.gateway(1).sessions], [0, 1]);
  assertEquals(world.room.of("disconnect"), []);
});

Deno.test("of two sockets that resume at once the later stays, in whatever order they hear", async () => {
  await using world = await World.start();
  const { client, joined } = await world.join();
  const { sessionId } = joined;
  const tellMoved = (rev: number) =>
    world.bus.publish(subjects.sessionMessage(sessionId), {
      v: 1,
      sessionId,
      epoch: 1,
      body: { type: "moved", connectionId: "c-other", rev },
    });
  tellMoved(0); // Of a socket that the room has heard before this one.
  await client.request("sync");
  assertEquals(client.closed, undefined);
  tellMoved(2);
  await until("the older socket is closed", () => client.closed);
});
