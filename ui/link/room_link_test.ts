import { assertEquals } from "@std/assert";
import { FakeGateways, joinedWith, snapshotOf } from "./fake_wire.ts";
import type { HeartbeatTimes } from "./heartbeat.ts";
import type { LinkEvent } from "./link_event.ts";
import { RoomLink } from "./room_link.ts";

function start(heartbeat: HeartbeatTimes = {}) {
  const gateways = new FakeGateways();
  const events: LinkEvent[] = [];
  const link = new RoomLink({
    token: "ticket",
    name: "Ada",
    capabilities: { codecs: ["opus"], extensions: [] },
    gateways: ["ws://one", "ws://two"],
    view: () => ({ generation: 3, tiles: [], ready: ["c1"] }),
    known: () => ({ epoch: 1, rev: 7 }),
    openWire: gateways.open,
    random: () => 0,
    heartbeat,
  });
  link.on((event) => events.push(event));
  return { gateways, link, events, done: link.run() };
}

/** Joins on the first socket. */
async function joined(heartbeat?: HeartbeatTimes) {
  const started = start(heartbeat);
  const { socket, message } = await started.gateways.request(0, "join");
  const entered = next(started.link, "joined");
  socket.answer(message.id, joinedWith(snapshotOf(7, "ada")));
  await entered;
  return { ...started, socket };
}

/** The next event of a type. */
function next(link: RoomLink, type: LinkEvent["type"]): Promise<void> {
  return new Promise((resolve) => {
    const off = link.on((event) => {
      if (event.type !== type) return;
      off();
      resolve();
    });
  });
}

const statuses = (events: readonly LinkEvent[]) =>
  events.flatMap((event) => event.type === "status" ? [event.status] : []);

async function leave(link: RoomLink, gateways: FakeGateways, socket: number): Promise<void> {
  const left = link.leave();
  const { socket: last, message } = await gateways.request(socket, "leave");
  last.answer(message.id, {});
  await left;
}

Deno.test("link joins with one request and leaves with one", async () => {
  const { gateways, link, events, done } = await joined();
  assertEquals(link.requests, 1);
  await leave(link, gateways, 0);
  assertEquals(statuses(events), ["joined", "ended"]);
  gateways.sockets[0]?.drop(1000);
  await done;
});

Deno.test("link that is left while its socket opens asks for no seat", async () => {
  const { gateways, link, done } = start();
  await link.leave();
  await done;
  assertEquals(gateways.sockets.map(({ requests }) => requests), [[]]);
});

Deno.test("link resumes on the next gateway with what it has", async () => {
  const { gateways, link, events, done, socket } = await joined();
  socket.drop();
  const { socket: second, message } = await gateways.request(1, "resume");
  assertEquals(second.url, "ws://two");
  assertEquals(message.id, 2); // Ids never repeat within a session.
  const { resumeToken, epoch, rev, view } = message;
  assertEquals([resumeToken, epoch, rev, view.ready], ["resume-1", 1, 7, ["c1"]]);
  const missed = { from: 7, to: 7, changes: [] };
  const resumed = next(link, "resumed");
  second.answer(message.id, {
    resumeToken: "resume-2",
    epoch: 1,
    missed,
    iceServers: [],
    gateways: [],
  });
  await resumed;
  assertEquals(statuses(events), ["joined", "reconnecting", "joined"]);
  await leave(link, gateways, 1);
  await done;
});

Deno.test("link joins its seat again where the session is unknown", async () => {
  const { gateways, link, done, socket } = await joined();
  socket.drop();
  const { socket: second, message } = await gateways.request(1, "resume");
  second.refuse(message.id, "invalid-resume-token");
  const again = await gateways.request(2, "join");
  assertEquals(again.message.token, "ticket");
  const back = next(link, "joined");
  again.socket.answer(again.message.id, joinedWith(snapshotOf(9, "ada")));
  await back;
  await leave(link, gateways, 2);
  await done;
});

Deno.test("link does not come back after its seat was taken", async () => {
  const { gateways, events, done, socket } = await joined();
  socket.say({ type: "bye", error: { code: "session-replaced", message: "" } });
  socket.drop(4002);
  await done;
  assertEquals(events.at(-1), {
    type: "ended",
    error: { code: "session-replaced", message: "" },
  });
  assertEquals(gateways.sockets.length, 1);
});

Deno.test("link gives up a join that can't succeed", async () => {
  const { gateways, events, done } = start();
  const { socket, message } = await gateways.request(0, "join");
  socket.refuse(message.id, "room-full");
  await done;
  assertEquals(statuses(events), ["ended"]);
});

Deno.test("link shares one snapshot among those who ask meanwhile", async () => {
  const { gateways, link, events, done } = await joined();
  const synced = Promise.all([link.sync(), link.sync()]);
  const { socket, message } = await gateways.request(0, "sync");
  socket.answer(message.id, { epoch: 1, snapshot: snapshotOf(8, "ada", "bob") });
  await synced;
  assertEquals(events.filter(({ type }) => type === "snapshot").length, 1);
  await leave(link, gateways, 0);
  await done;
});

Deno.test("link gives a gateway that opens no socket little time where another is there", async () => {
  const { gateways, link, done, socket } = await joined();
  gateways.silent.add("ws://two");
  socket.drop();
  const { socket: third, message } = await gateways.request(2, "resume");
  assertEquals(gateways.sockets.map(({ url }) => url), ["ws://one", "ws://two", "ws://one"]);
  const resumed = next(link, "resumed");
  const missed = { from: 7, to: 7, changes: [] };
  third.answer(message.id, {
    resumeToken: "resume-2",
    epoch: 1,
    missed,
    iceServers: [],
    gateways: [],
  });
  await resumed;
  await leave(link, gateways, 2);
  await done;
});

const waiting = { peerId: "ada", lobby: { state: "waiting", for: "admission" } };

Deno.test("link waits in the lobby, over a lost socket too, and joins once it is let in", async () => {
  const { gateways, link, events, done } = start();
  const knock = await gateways.request(0, "join");
  const told = next(link, "lobby");
  knock.socket.answer(knock.message.id, waiting);
  await told;
  knock.socket.drop();
  const again = await gateways.request(1, "join");
  const toldAgain = next(link, "lobby");
  again.socket.answer(again.message.id, waiting);
  await toldAgain;
  again.socket.say({ type: "lobby", lobby: { state: "admitted" } });
  const last = await gateways.request(1, "join");
  const entered = next(link, "joined");
  last.socket.answer(last.message.id, joinedWith(snapshotOf(7, "ada")));
  await entered;
  assertEquals(statuses(events), ["waiting", "reconnecting", "waiting", "joined"]);
  await leave(link, gateways, 1);
  await done;
});

Deno.test("link ends where somebody inside declines", async () => {
  const { gateways, link, events, done } = start();
  const { socket, message } = await gateways.request(0, "join");
  const told = next(link, "lobby");
  socket.answer(message.id, waiting);
  await told;
  socket.say({ type: "lobby", lobby: { state: "denied" } });
  await done;
  const last = events.at(-1);
  assertEquals(last?.type === "ended" && last.error.code, "denied");
});

const RESUMED = {
  resumeToken: "resume-2",
  epoch: 1,
  missed: { from: 7, to: 7, changes: [] },
  iceServers: [],
  gateways: [],
};

Deno.test("link goes over from a gateway that froze to one that answers", async () => {
  const { gateways, link, events, done } = await joined({ intervalMs: 1, lateMs: 5 });
  const { socket, message } = await gateways.request(1, "resume");
  const resumed = next(link, "resumed");
  socket.answer(message.id, RESUMED);
  await resumed;
  assertEquals(statuses(events), ["joined", "reconnecting", "joined"]);
  await leave(link, gateways, 1);
  await done;
});

Deno.test("link stays with a socket whose answer is late while no other is quicker", async () => {
  const { gateways, link, events, done, socket } = await joined({ intervalMs: 1, lateMs: 5 });
  gateways.silent.add("ws://two");
  for (let late = 1; late <= 2; late++) {
    const ping = await gateways.request(0, "ping");
    await gateways.opened(late); // Another is tried.
    socket.answer(ping.message.id, {});
    gateways.sockets[late]?.drop(); // And came to nothing.
  }
  assertEquals(statuses(events), ["joined"]);
  await leave(link, gateways, 0);
  socket.drop(1000);
  await done;
});
