import { assert, assertEquals, assertRejects } from "@std/assert";
import { CloseCode, Waiting } from "../../protocol/mod.ts";
import { type ClientSocket, RefusedError } from "../../tests/harness/client_socket.ts";
import { until } from "../../tests/harness/until.ts";
import { LEFT, MEDIA } from "./testing/fake_room.ts";
import { CAPABILITIES, VIEW, World } from "./testing/world.ts";

const LOBBY = { code: "lobby", message: "Not yet" };
const DEVICE = "device-of-ann-0001";

async function wait(world: World, client: ClientSocket, peerId = "ann"): Promise<Waiting> {
  const token = await world.ticket({ peerId });
  const fields = { token, name: peerId, capabilities: CAPABILITIES, view: VIEW, device: DEVICE };
  return Waiting.parse(await client.request("join", fields));
}

Deno.test("who is not let in waits on the same socket, and comes in over it once admitted", async () => {
  await using world = await World.start();
  await using client = await world.connect();
  world.room.refuses.set("join", LOBBY);
  const waiting = await wait(world, client);
  assertEquals(waiting, { peerId: "ann", lobby: { state: "waiting", for: "admission" } });
  const [knock] = world.room.of("knock");
  assert(knock?.body.type === "knock");
  assertEquals([knock.body.name, knock.body.device], ["ann", DEVICE]);

  world.room.tellLobby({ state: "admitted" });
  await until("the client is told", () => client.frames.length === 2);
  assertEquals(client.frames[1], { type: "lobby", lobby: { state: "admitted" } });
  world.room.refuses.clear();
  await world.joinOver(client);
  world.room.tell(LEFT);
  await until("news flow", () => client.frames.some(({ type }) => type === "room"));
  await client.close();
  await until("the room hears of it", () => world.room.of("disconnect").length === 1);
  assertEquals(world.room.of("withdraw"), []);
});

Deno.test("who waits gets nothing of the room, and may ask nothing of it", async () => {
  await using world = await World.start();
  await using client = await world.connect();
  world.room.refuses.set("join", LOBBY);
  await wait(world, client);
  const { from } = world.room.of("knock")[0] ?? {};
  assert(from?.kind === "session");
  world.room.tell(LEFT);
  world.room.tellMedia(from.sessionId, MEDIA);
  for (const type of ["sync", "leave", "view"]) {
    const error = await assertRejects(
      () => client.request(type, type === "view" ? { view: VIEW } : {}),
      RefusedError,
    );
    assertEquals(error.code, "out-of-order");
  }
  const sent = client.frames.map(({ type }) => type);
  assertEquals(sent, ["answer", "refusal", "refusal", "refusal"]);
  assertEquals(world.room.commands.map(({ body }) => body.type), ["join", "knock"]);
});

Deno.test("who joins again before anybody has said so goes on waiting, in the same place", async () => {
  await using world = await World.start();
  await using client = await world.connect();
  world.room.refuses.set("join", LOBBY);
  for (let i = 0; i < 8; i++) await wait(world, client);
  assertEquals(client.closed, undefined, "it is no bad hello");
  const knocks = world.room.of("knock");
  const places = new Set(
    knocks.map(({ from, body }) =>
      from.kind === "session" && body.type === "knock" && `${from.sessionId} ${body.connectionId}`
    ),
  );
  assertEquals([knocks.length, places.size], [8, 1]);
  assertEquals(new Set(knocks.map(({ id }) => id)).size, 8);
});

Deno.test("a socket that goes withdraws, one of another seat waits anew", async () => {
  await using world = await World.start();
  await using client = await world.connect();
  world.room.refuses.set("join", LOBBY);
  await wait(world, client);
  await wait(world, client, "bob");
  await until("ann waits no more", () => world.room.of("withdraw").length === 1);
  const [first, second] = world.room.of("knock");
  await client.close();
  await until("bob waits no more", () => world.room.of("withdraw").length === 2);
  const withdrawn = world.room.of("withdraw").map(({ from }) => from);
  assertEquals(withdrawn, [first?.from, second?.from]);
});

Deno.test("who is turned away for good is told and closed, who may not even knock is refused", async () => {
  await using world = await World.start();
  const client = await world.connect();
  world.room.refuses.set("join", LOBBY);
  await wait(world, client);
  const { from } = world.room.of("knock")[0] ?? {};
  assert(from?.kind === "session");
  const error = { code: "blocked", message: "Turned away" };
  world.room.tellClose(from.sessionId, error);
  assertEquals((await client.untilClosed()).code, CloseCode.ended);
  assertEquals(client.frames.at(-1), { type: "bye", error });

  world.room.refuses.set("knock", { code: "too-many", message: "Full" });
  await using other = await world.connect();
  const refused = await assertRejects(() => wait(world, other), RefusedError);
  assertEquals(refused.code, "too-many");
});

Deno.test("what a former owner says to who waits is not believed", async () => {
  await using world = await World.start();
  await using client = await world.connect();
  world.room.refuses.set("join", LOBBY);
  world.room.epoch = 3;
  await wait(world, client);
  world.room.epoch = 2;
  world.room.tellLobby({ state: "admitted" });
  world.room.epoch = 3;
  world.room.tellLobby({ state: "denied" });
  await until("the client is told", () => client.frames.length === 2);
  assertEquals(client.frames[1], { type: "lobby", lobby: { state: "denied" } });
});
