/** Owners change; what a client knows of the room must be what the last of them says. */
import { assertEquals, assertRejects } from "@std/assert";
import { CloseCode, Resumed, type ServerMessage, Synced } from "../../protocol/mod.ts";
import { type ClientSocket, RefusedError } from "../../tests/harness/client_socket.ts";
import { until } from "../../tests/harness/until.ts";
import { LEFT, MEDIA } from "./testing/fake_room.ts";
import { VIEW, World } from "./testing/world.ts";

const ADOPTED = { adopted: { hostId: "control-2" } };

function news({ frames }: ClientSocket): Extract<ServerMessage, { type: "room" }>[] {
  return frames.flatMap((frame) => frame.type === "room" ? [frame] : []);
}

const resyncs = ({ frames }: ClientSocket) => frames.filter(({ type }) => type === "resync").length;

/** Two facts are told and then lost with their owner; the next one goes on before them. */
function loseTwoFacts({ room }: World): void {
  room.tell(LEFT);
  room.tell(LEFT);
  room.epoch = 2;
  room.rev -= 2;
  room.publish(ADOPTED);
}

Deno.test("answers and news name the epoch of the owner that says them", async () => {
  await using world = await World.start();
  world.room.epoch = 7;
  const { client, joined } = await world.join();
  assertEquals(joined.epoch, 7);
  world.room.tell(LEFT);
  await until("news came", () => news(client).length === 1);
  assertEquals(news(client), [{ type: "room", epoch: 7, from: 1, to: 2, changes: [LEFT] }]);
  assertEquals(Synced.parse(await client.request("sync")).epoch, 7);
});

Deno.test("a takeover that lost nothing is news like others, and views are stated again", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  const view = { ...VIEW, ready: ["bob:1:ann:mic:7"] };
  await client.request("view", { view });
  world.room.epoch = 2;
  world.room.publish(ADOPTED);
  world.room.tell(LEFT);
  await until("news came", () => news(client).length === 2);
  assertEquals(news(client), [
    { type: "room", epoch: 2, adopted: true, from: 1, to: 1, changes: [] },
    { type: "room", epoch: 2, from: 1, to: 2, changes: [LEFT] },
  ]);
  const restated = () => world.room.of("view").length > 1;
  await until("the view is stated again", restated);
  assertEquals(world.room.of("view").at(-1)?.body, { type: "view", view });
  assertEquals(resyncs(client), 0);
});

Deno.test("whose seat the next owner knows nothing of is sent to join again", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  world.room.refuses.set("view", { code: "not-joined", message: "Cannot do this" });
  world.room.epoch = 2;
  world.room.publish(ADOPTED);
  const { code } = await client.untilClosed();
  assertEquals(code, CloseCode.goingAway);
});

Deno.test("facts taken back: the client is asked to sync, and news wait for the snapshot", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  loseTwoFacts(world);
  world.room.tell(LEFT); // Revision 2 anew: what a client at 3 would think old.
  await until("a resync is asked for", () => resyncs(client) === 1);
  assertEquals(news(client).map(({ epoch, to }) => [epoch, to]), [[1, 2], [1, 3]]);
  world.room.beforeAnswer = ({ body }) => {
    if (body.type !== "sync") return;
    queueMicrotask(() => queueMicrotask(() => world.room.tell(LEFT)));
  };
  const { epoch, snapshot } = Synced.parse(await client.request("sync"));
  assertEquals([epoch, snapshot.rev], [2, 2]);
  await until("news flow again", () => news(client).length > 2);
  assertEquals(news(client).at(-1), { type: "room", epoch: 2, from: 2, to: 3, changes: [LEFT] });
  await until("the view was stated again", () => world.room.of("view").length > 0);
  assertEquals(resyncs(client), 1);
});

Deno.test("who was owner is not heard any more, whatever revisions it tells", async () => {
  await using world = await World.start();
  const { client, joined } = await world.join();
  world.room.epoch = 2;
  world.room.publish(ADOPTED);
  world.room.epoch = 1;
  world.room.tell(LEFT);
  world.room.tellMedia(joined.sessionId, MEDIA);
  world.room.epoch = 2;
  await client.request("sync");
  assertEquals(news(client).map(({ epoch }) => epoch), [2]);
  assertEquals(client.frames.some(({ type }) => type === "media"), false);
});

Deno.test("an owner whose first word was missed makes the client sync", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  world.room.epoch = 3;
  world.room.tell(LEFT);
  await until("a resync is asked for", () => resyncs(client) === 1);
  assertEquals(news(client), []);
  await client.request("sync");
  world.room.tell(LEFT);
  await until("news flow", () => news(client).length === 1);
});

Deno.test("a client that was refused the snapshot is asked again", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  loseTwoFacts(world);
  await until("a resync is asked for", () => resyncs(client) === 1);
  world.room.refuses.set("sync", { code: "overloaded", message: "Later" });
  await assertRejects(() => client.request("sync"), RefusedError);
  await until("it is asked for again", () => resyncs(client) === 2);
  world.room.refuses.clear();
  await client.request("sync");
  world.room.tell(LEFT);
  await until("news flow", () => news(client).at(-1)?.epoch === 2);
});

Deno.test("a snapshot that was under way when the client was asked for one is not enough", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  const blocked = Promise.withResolvers<void>();
  world.room.beforeAnswer = ({ body }) => body.type === "sync" ? blocked.promise : undefined;
  const early = client.request("sync");
  await until("the room was asked", () => world.room.of("sync").length === 1);
  loseTwoFacts(world);
  await until("a resync is asked for", () => resyncs(client) === 1);
  blocked.resolve();
  await early;
  await until("it is asked for again", () => resyncs(client) === 2);
  await client.request("sync");
  world.room.tell(LEFT);
  await until("news flow", () => news(client).at(-1)?.epoch === 2);
  assertEquals(resyncs(client), 2);
});

Deno.test("a takeover between join's answer and its news is not lost", async () => {
  await using world = await World.start();
  world.room.beforeAnswer = ({ body }) => {
    if (body.type !== "join") return;
    setTimeout(() => {
      world.room.epoch = 2;
      world.room.publish(ADOPTED);
      world.room.tell(LEFT);
    }, 20); // While the answer waits for the media node.
  };
  const { client, joined } = await world.join();
  assertEquals([joined.epoch, joined.media], [1, null]);
  await until("news came", () => news(client).length === 2);
  assertEquals(news(client).map(({ epoch, to }) => [epoch, to]), [[2, 1], [2, 2]]);
});

Deno.test("a resume that knows another epoch gets the whole room, even at a known revision", async () => {
  await using world = await World.start();
  const { client, joined } = await world.join();
  await client.close();
  world.room.epoch = 2;
  await using second = await world.connect();
  const { resumeToken } = joined;
  const hello = { resumeToken, rev: 1, epoch: 1, view: VIEW };
  const resumed = Resumed.parse(await second.request("resume", hello));
  assertEquals([resumed.epoch, resumed.missed, resumed.snapshot?.rev], [2, undefined, 2]);
  world.room.tell(LEFT);
  await until("news flow", () => news(second).length === 1);
});

Deno.test("what an owner accepted without the log is said again to the next one, once", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  const { room } = world;
  const pause = (paused: boolean) =>
    client.request("setProducerPaused", { producerId: "bob:mic", paused });
  await pause(true);
  room.durable = false;
  await pause(false);
  const last = room.of("setProducerPaused").at(-1);
  room.durable = true;
  room.epoch = 2;
  room.publish(ADOPTED);
  await until("it is said again", () => room.of("setProducerPaused").length === 3);
  const again = room.of("setProducerPaused").at(-1);
  assertEquals([again?.id, again?.body], [last?.id, last?.body]);
  await until("the view is stated again", () => room.of("view").length === 1);
  room.epoch = 3;
  room.publish(ADOPTED);
  await until("the view is stated to the third owner", () => room.of("view").length === 2);
  assertEquals(room.of("setProducerPaused").length, 3);
});

Deno.test("what came to be in the log is not said again", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  const { room } = world;
  room.durable = false;
  await client.request("setProducerPaused", { producerId: "bob:mic", paused: true });
  room.durable = true;
  await client.request("view", { view: VIEW }); // Whose answer says that the log has everything.
  room.epoch = 2;
  room.publish(ADOPTED);
  await until("the view is stated again", () => room.of("view").length === 2);
  assertEquals(room.of("setProducerPaused").length, 1);
});
