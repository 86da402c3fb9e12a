import { assert, assertEquals, assertRejects } from "@std/assert";
import { CloseCode, Resumed } from "../../protocol/mod.ts";
import { RefusedError } from "../../tests/harness/client_socket.ts";
import { until } from "../../tests/harness/until.ts";
import { LEFT, MEDIA } from "./testing/fake_room.ts";
import { VIEW, World } from "./testing/world.ts";

Deno.test("a join is one answer with snapshot, media and everything to come back", async () => {
  await using world = await World.start();
  const { client, joined } = await world.join();
  assertEquals(joined.media, MEDIA);
  assertEquals(joined.snapshot.rev, 1);
  assertEquals(joined.gateways.toSorted(), [
    "wss://gw-1.example.org/ws",
    "wss://gw-2.example.org/ws",
  ]);
  assertEquals(client.frames.length, 1, "the media message is inside the answer");
  const [command] = world.room.of("join");
  assertEquals(command?.from, {
    kind: "session",
    sessionId: joined.sessionId,
    peerId: "ann",
    role: "participant",
  });
});

Deno.test("news from before the snapshot are dropped, later ones follow the answer in order", async () => {
  await using world = await World.start();
  world.room.beforeAnswer = ({ body, from }) => {
    if (body.type !== "join" || from.kind !== "session") return;
    world.room.tell(LEFT); // Within the snapshot that the answer will hold.
    queueMicrotask(() => queueMicrotask(() => world.room.tell(LEFT)));
    setTimeout(() => world.room.tellMedia(from.sessionId, MEDIA), 20);
  };
  const { client, joined } = await world.join();
  world.room.tell(LEFT);
  await until("news came", () => client.frames.length, (count) => count >= 3);
  assertEquals(client.frames.map(({ type }) => type), ["answer", "room", "room"]);
  const revs = client.frames.flatMap((frame) => frame.type === "room" ? [frame.from] : []);
  assertEquals(revs, [joined.snapshot.rev, joined.snapshot.rev + 1]);
});

Deno.test("a join without a free media node is answered, and the media follow", async () => {
  await using world = await World.start();
  world.room.beforeAnswer = () => {};
  const { client, joined } = await world.join();
  assertEquals(joined.media, null);
  world.room.tellMedia(joined.sessionId, MEDIA);
  await until("the media came", () => client.frames.length === 2);
  assertEquals(client.frames[1], { type: "media", media: MEDIA });
});

Deno.test("a refused join says why and may be tried again on the same socket", async () => {
  await using world = await World.start();
  await using client = await world.connect();
  world.room.refuses.set("join", { code: "room-full", message: "Full" });
  const error = await assertRejects(() => world.joinOver(client), RefusedError);
  assertEquals(error.code, "room-full");
  world.room.refuses.clear();
  await world.joinOver(client);
});

Deno.test("a forged ticket is refused before the room hears of it", async () => {
  await using world = await World.start();
  await using client = await world.connect();
  const fields = { token: "not-a-token", name: "x", view: VIEW };
  const capabilities = { codecs: [], extensions: [] };
  const error = await assertRejects(
    () => client.request("join", { ...fields, capabilities }),
    RefusedError,
  );
  assertEquals(error.code, "invalid-token");
  assertEquals(world.room.commands.length, 0);
});

Deno.test("requests reach the room in order with ids that a repeat after a resume shares", async () => {
  await using world = await World.start();
  const { client, joined } = await world.join();
  world.room.commands.length = 0;
  await Promise.all([
    client.request("setProducerPaused", { producerId: "ann:mic", paused: true }),
    client.request("setProducerPaused", { producerId: "ann:mic", paused: false }),
    client.request("view", { view: VIEW }),
    client.request("sync"),
  ]);
  const { sessionId } = joined;
  assertEquals(
    world.room.commands.map(({ id }) => id),
    [2, 3, 4, 5].map((n) => `${sessionId}-${n}`),
  );
});

Deno.test("more unanswered requests than the bound are refused as overloaded, the rest served", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  const blocked = Promise.withResolvers<void>();
  world.room.beforeAnswer = () => blocked.promise;
  const requests = Array.from(
    { length: 40 },
    () => client.request("sync").then(() => "ok", (error) => error.code),
  );
  await until("some are refused", () => client.frames.some(({ type }) => type === "refusal"));
  blocked.resolve();
  const outcomes = await Promise.all(requests);
  assertEquals(outcomes.filter((outcome) => outcome === "ok").length, 32);
  assertEquals(outcomes.filter((outcome) => outcome === "overloaded").length, 8);
});

Deno.test("a lost socket makes a disconnect that names the connection", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  const [join] = world.room.of("join");
  await client.close();
  const [command] = await until(
    "the room hears of it",
    () => world.room.of("disconnect"),
    (commands) => commands.length > 0,
  );
  assert(command?.body.type === "disconnect" && join?.body.type === "join");
  assertEquals(command.body.connectionId, join.body.connectionId);
});

Deno.test("a session resumes on another gateway with a new connection", async () => {
  await using world = await World.start();
  await world.addGateway();
  const { client, joined } = await world.join();
  await client.close();
  await using second = await world.connect(1);
  const { resumeToken } = joined;
  const answer = await second.request("resume", { resumeToken, rev: 1, epoch: 1, view: VIEW });
  assertEquals(Resumed.parse(answer).missed, { from: 1, to: 2, changes: [] });
  const [join] = world.room.of("join");
  const [resume] = world.room.of("resume");
  assert(resume?.body.type === "resume" && join?.body.type === "join");
  assert(resume.body.connectionId !== join.body.connectionId);
  assertEquals(resume.from, join.from);
  world.room.tell(LEFT);
  await until("news flow", () => second.frames.some(({ type }) => type === "room"));
});

Deno.test("a meeting ticket does not resume, a resume token does not join", async () => {
  await using world = await World.start();
  const { joined } = await world.join();
  await using client = await world.connect();
  const resumeToken = await world.ticket();
  const resume = await assertRejects(
    () => client.request("resume", { resumeToken, rev: 0, view: VIEW }),
    RefusedError,
  );
  assertEquals(resume.code, "invalid-resume-token");
  const fields = { name: "x", view: VIEW, capabilities: { codecs: [], extensions: [] } };
  const join = await assertRejects(
    () => client.request("join", { ...fields, token: joined.resumeToken }),
    RefusedError,
  );
  assertEquals(join.code, "invalid-token");
});

Deno.test("the room's close ends the socket with its reason and no goodbye", async () => {
  await using world = await World.start();
  const { client, joined } = await world.join();
  const error = { code: "session-replaced", message: "Joined elsewhere" };
  world.room.tellClose(joined.sessionId, error);
  assertEquals((await client.untilClosed()).code, CloseCode.replaced);
  assertEquals(client.frames.at(-1), { type: "bye", error });
  assertEquals(world.room.of("disconnect"), []);
});

Deno.test("leave reaches the room, is answered and closes the socket without a goodbye", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  await client.request("leave");
  assertEquals((await client.untilClosed()).code, 1000);
  assertEquals(world.room.of("leave").length, 1);
  assertEquals(world.room.of("disconnect"), []);
});

Deno.test("a gateway that leaves sends its clients elsewhere and then tells the rooms", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  const closing = world.gateway().close();
  assertEquals((await client.untilClosed()).code, CloseCode.goingAway);
  assertEquals(client.frames.at(-1)?.type, "bye");
  assertEquals((await fetch(`${world.url()}/readyz`).then((r) => r.json())).ok, false);
  await closing;
  assertEquals(world.room.of("disconnect").length, 1);
});
