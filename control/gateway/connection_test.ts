import { assertEquals } from "@std/assert";
import { MemoryBroker, Metrics, silentLogger } from "../../kit/mod.ts";
import { CloseCode, ServerMessage } from "../../protocol/mod.ts";
import { Reply } from "../actor/mod.ts";
import { createTokens } from "../api/mod.ts";
import { createRateLimiter } from "../store/mod.ts";
import {
  BAD_FRAMES_MAX,
  BUFFERED_BYTES_MAX,
  type ClientSocket,
  Connection,
  DRAIN_CHECK_MS,
  DRAIN_LIMIT_MS,
  HELLO_TIMEOUT_MS,
  IDLE_MS,
} from "./connection.ts";
import { KNOCK_EVERY_MS } from "./waiter.ts";
import { Goodbyes } from "./goodbyes.ts";
import { gatewayMeasures } from "./measures.ts";
import { RoomFeeds } from "./room_feeds.ts";
import { SessionTable } from "./session_table.ts";
import { FakeRoom, LEFT, MEDIA } from "./testing/fake_room.ts";
import { ManualClock } from "./testing/manual_clock.ts";
import { CAPABILITIES, NO_TURN, ROOM_ID, VIEW } from "./testing/world.ts";
import { TurnDesk } from "./turn_desk.ts";
import { until } from "../../tests/harness/until.ts";

class FakeSocket implements ClientSocket {
  bufferedAmount = 0;
  readonly frames: ServerMessage[] = [];
  closed: number | undefined;
  send(text: string): void {
    this.frames.push(ServerMessage.parse(JSON.parse(text)));
  }
  close(code: number): void {
    this.closed ??= code;
  }
  /** Codes of the refusals so far. */
  get refusals(): string[] {
    return this.frames.flatMap((frame) => frame.type === "refusal" ? [frame.error.code] : []);
  }
}

async function setUp() {
  const clock = new ManualClock();
  const bus = new MemoryBroker().connect();
  const logger = silentLogger();
  const room = new FakeRoom(bus, ROOM_ID);
  room.beforeAnswer = ({ body, from }) => {
    if (body.type === "join" && from.kind === "session") room.tellMedia(from.sessionId, MEDIA);
  };
  const tokens = await createTokens({ secret: "s".repeat(32), clock });
  const feeds = new RoomFeeds({ bus, clock, logger });
  const context = {
    config: {
      publicUrl: "https://meet.example.org",
      origins: new Set<string>(),
      gatewayUrls: [],
      proxyHops: 0,
      development: false,
      uiDir: undefined,
      turn: NO_TURN,
    },
    bus,
    requestRoom: async (_id: string, command: object) => {
      const reply = await bus.request(`parley.v1.room.${ROOM_ID}.command`, command, 60_000);
      return Reply.parse(reply);
    },
    tokens,
    limiter: createRateLimiter({ redis: undefined, clock }),
    clock,
    random: () => 0.5,
    logger,
    feeds,
    goodbyes: new Goodbyes(logger),
    sessions: new SessionTable(),
    measures: gatewayMeasures(new Metrics(), { connections: () => 0, sessions: () => 0 }),
    turn: new TurnDesk({ config: NO_TURN, clock, logger }),
  };
  const connect = () => {
    const socket = new FakeSocket();
    const connection = new Connection(context, { socket, address: "192.0.2.1" });
    return { socket, connection };
  };
  const { token } = await tokens.issueTicket({
    peerId: "ann",
    roomId: ROOM_ID,
    role: "participant",
  });
  const fields = { token, name: "Ann", capabilities: CAPABILITIES, view: VIEW };
  const joinFrame = JSON.stringify({ id: 1, type: "join", ...fields });
  const join = async () => {
    const made = connect();
    made.connection.received(joinFrame);
    await until("it has joined", () => made.socket.frames.length > 0);
    assertEquals(made.socket.frames[0]?.type, "answer");
    return made;
  };
  return { clock, room, feeds, connect, join, joinFrame };
}

Deno.test("a socket that says nothing is closed, one that pings stays", async () => {
  const { clock, connect, join } = await setUp();
  const silent = connect();
  clock.advance(HELLO_TIMEOUT_MS);
  assertEquals(silent.socket.closed, CloseCode.policy);
  const { socket, connection } = await join();
  for (let id = 10; id < 20; id++) {
    clock.advance(IDLE_MS - 1);
    connection.received(JSON.stringify({ id, type: "ping" }));
  }
  assertEquals(socket.closed, undefined);
  clock.advance(IDLE_MS);
  assertEquals(socket.closed, CloseCode.goingAway);
});

Deno.test("commands before a join, a second join and unknown types are refused with codes", async () => {
  const { connect, join } = await setUp();
  const fresh = connect();
  fresh.connection.received('{"id":1,"type":"sync"}');
  fresh.connection.received('{"id":2,"type":"fly"}');
  fresh.connection.received("nonsense");
  assertEquals(fresh.socket.refusals, ["out-of-order", "unknown-type", "invalid-message"]);
  const { socket, connection } = await join();
  const resume = { id: 5, type: "resume", resumeToken: "x", rev: 0, view: VIEW };
  connection.received(JSON.stringify(resume));
  assertEquals(socket.refusals, ["out-of-order"]);
  fresh.connection.closed();
  connection.closed();
});

Deno.test("too many bad frames close the socket that sent them and no other", async () => {
  const { connect, join } = await setUp();
  const other = await join();
  const { socket, connection } = connect();
  for (let i = 0; i < BAD_FRAMES_MAX; i++) connection.received("x");
  assertEquals(socket.closed, undefined);
  connection.received("x");
  assertEquals(socket.closed, CloseCode.policy);
  connection.received("x");
  assertEquals(socket.refusals.length, BAD_FRAMES_MAX + 1, "a closed connection says no more");
  assertEquals(other.socket.closed, undefined);
  other.connection.closed();
});

Deno.test("an oversized frame is refused and closes the socket", async () => {
  const { connect } = await setUp();
  const { socket, connection } = connect();
  connection.received("x".repeat(70_000));
  assertEquals([socket.refusals, socket.closed], [["message-too-large"], 1009]);
});

Deno.test("a flood of valid frames is refused and then closed", async () => {
  const { connect } = await setUp();
  const { socket, connection } = connect();
  for (let id = 0; id < 200; id++) connection.received(JSON.stringify({ id, type: "ping" }));
  assertEquals(socket.frames.filter(({ type }) => type === "answer").length, 120);
  assertEquals(new Set(socket.refusals), new Set(["rate-limited"]));
  assertEquals(socket.closed, CloseCode.policy);
});

Deno.test("a client that stops reading is given up at the bound, its room told, and told why once it reads", async () => {
  const { clock, room, feeds, join } = await setUp();
  const { socket } = await join();
  socket.bufferedAmount = BUFFERED_BYTES_MAX + 1;
  room.tell(LEFT);
  await until("the room was told", () => room.of("disconnect").length === 1);
  assertEquals([socket.closed, feeds.size], [undefined, 0]);
  const sent = socket.frames.length;
  room.tell(LEFT);
  clock.advance(DRAIN_CHECK_MS);
  assertEquals(socket.closed, undefined);
  socket.bufferedAmount = 0;
  clock.advance(DRAIN_CHECK_MS);
  assertEquals([socket.closed, socket.frames.length], [CloseCode.tooSlow, sent]);
});

Deno.test("a client that never reads again is closed all the same", async () => {
  const { clock, room, join } = await setUp();
  const { socket } = await join();
  socket.bufferedAmount = BUFFERED_BYTES_MAX + 1;
  room.tell(LEFT);
  await until("the room was told", () => room.of("disconnect").length === 1);
  clock.advance(DRAIN_LIMIT_MS);
  assertEquals(socket.closed, CloseCode.tooSlow);
});

Deno.test("a client that goes away while it joins leaves no seat behind", async () => {
  const { room, feeds, connect, joinFrame } = await setUp();
  const { promise: blocked, resolve } = Promise.withResolvers<void>();
  const telling = room.beforeAnswer;
  room.beforeAnswer = async (command) => {
    if (command.body.type === "join") await blocked;
    return telling(command);
  };
  const { connection } = connect();
  connection.received(joinFrame);
  await until("the room was asked", () => room.of("join").length === 1);
  connection.closed();
  resolve();
  await until("the room was told", () => room.of("disconnect").length === 1);
  assertEquals(feeds.size, 0);
});

Deno.test("whoever waits is knocked for again and again, and told of what that brings", async () => {
  const { clock, room, connect, joinFrame } = await setUp();
  room.refuses.set("join", { code: "lobby", message: "Not yet" });
  room.lobby = { state: "waiting", for: "host" };
  const { socket, connection } = connect();
  connection.received(joinFrame);
  await until("it waits", () => socket.frames.length === 1);
  room.refuses.set("knock", { code: "unreachable", message: "Nobody is there" });
  clock.advance(KNOCK_EVERY_MS);
  await until("it knocks again", () => room.of("knock").length === 2);
  room.refuses.delete("knock");
  room.lobby = { state: "waiting", for: "admission" };
  await until("the answer is in and the next knock due", () => {
    connection.received('{"id":9,"type":"ping"}');
    clock.advance(100);
    return room.of("knock").length === 3;
  });
  await until("it is told", () => socket.frames.some(({ type }) => type === "lobby"));
  room.refuses.set("knock", { code: "room-ended", message: "Over" });
  connection.received('{"id":9,"type":"ping"}');
  clock.advance(KNOCK_EVERY_MS);
  await until("it is closed", () => socket.closed);
  assertEquals(socket.closed, CloseCode.ended);
});
