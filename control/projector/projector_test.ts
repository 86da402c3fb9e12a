import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { jetstreamManager } from "@nats-io/jetstream";
import { decode, silentLogger, systemClock } from "../../kit/mod.ts";
import { DEFAULT_SETTINGS, RoomHistoryEntry, RoomId, subjects } from "../../protocol/mod.ts";
import { until } from "../../tests/harness/until.ts";
import type { Fact } from "../room/mod.ts";
import { CREATED, joined, NOW, opened } from "../room/testing/given.ts";
import { History } from "../store/mod.ts";
import { Archivist } from "./archivist.ts";
import { EVENT_STREAM } from "./event_stream.ts";
import { LeftRooms } from "./left_rooms.ts";
import { World } from "./testing/world.ts";

const LIMIT_MS = 60_000;
const ann = { kind: "peer", peerId: "ann" } as const;
const sent = (id: number, text: string, over: Partial<Message> = {}): Fact => ({
  type: "MessageSent",
  message: { id, from: "ann", name: "ann", at: NOW, text, ...over },
});
type Message = Extract<Fact, { type: "MessageSent" }>["message"];

/** The migration library's loader keeps a handle open. */
function test(name: string, body: (world: World) => Promise<void>): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await using world = await World.start();
      await body(world);
    },
  });
}

const untilKept = (world: World, roomId: string, rev: number) =>
  until(`${roomId} is kept up to ${rev}`, () => world.kept(roomId), (it) => it === rev, LIMIT_MS);

async function eventsOf(world: World, roomId: string): Promise<RoomHistoryEntry[]> {
  const manager = await jetstreamManager(world.bus.connection);
  const events: RoomHistoryEntry[] = [];
  for (let seq = 1;;) {
    const query = { seq, next_by_subj: subjects.roomHistory(roomId) };
    const found = await manager.streams.getMessage(EVENT_STREAM, query);
    if (!found) return events;
    events.push(RoomHistoryEntry.parse(decode(found.data)));
    seq = found.seq + 1;
  }
}

test("who was there, what was said and what was done to others are rows, and events of what is public", async (world) => {
  await world.addProjector();
  await world.append("room", [CREATED, joined("ann", { role: "host" }), joined("bob")]);
  await world.append("room", [
    sent(4, "hello everybody"),
    sent(5, "only for bob", { to: "bob" }),
    { type: "MessageEdited", messageId: 4, text: "hello all", at: NOW + 1 },
    { type: "MessageEdited", messageId: 5, text: "still for bob", at: NOW + 1 },
    { type: "MessageReacted", messageId: 4, peerId: "bob", emoji: "👍", on: true },
    { type: "ProducerPausedChanged", peerId: "bob", producerId: "bob:mic", paused: true, by: ann },
    { type: "SettingsChanged", settings: { ...DEFAULT_SETTINGS, locked: true }, by: ann },
    opened("bob"),
  ]);
  await world.append("room", [
    { type: "PeerLeft", peerId: "bob", reason: "removed", at: NOW + 60_000, by: ann },
    joined("bob", { at: NOW + 90_000 }),
    { type: "RoomEnded", at: NOW + 120_000, by: ann },
  ]);
  await untilKept(world, "room", 14);
  assertEquals(
    await world.rows("SELECT peer_id, joins, present_ms, left_reason FROM participants ORDER BY 1"),
    [
      { peer_id: "ann", joins: 1, present_ms: "120000", left_reason: null },
      { peer_id: "bob", joins: 2, present_ms: "90000", left_reason: null },
    ],
  );
  assertEquals(await world.rows("SELECT message_id, text FROM messages ORDER BY 1"), [
    { message_id: "4", text: "hello all" },
    { message_id: "5", text: "still for bob" },
  ]);
  assertEquals(
    await world.rows("SELECT act, by_kind, by_id, subject FROM audit ORDER BY rev"),
    [
      { act: "ProducerPausedChanged", by_kind: "peer", by_id: "ann", subject: "bob" },
      { act: "SettingsChanged", by_kind: "peer", by_id: "ann", subject: null },
      { act: "PeerLeft", by_kind: "peer", by_id: "ann", subject: "bob" },
      { act: "RoomEnded", by_kind: "peer", by_id: "ann", subject: null },
    ],
  );
  const events = await eventsOf(world, "room");
  assertEquals(events.map(({ rev }) => rev), [1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14]);
  const text = JSON.stringify(events);
  for (const secret of ["for bob", "rtpParameters", "sessionId", "connectionId"]) {
    assert(!text.includes(secret), secret);
  }
});

test("an anonymous poll is counted, and who chose what is written nowhere", async (world) => {
  await world.addProjector();
  const question = { question: "Tea?", options: ["yes", "no"], multiple: false };
  const answer = (pollId: string, peerId: string, choice: number): Fact => ({
    type: "PollAnswered",
    pollId,
    peerId,
    choices: [choice],
    at: NOW,
  });
  await world.append("room", [
    CREATED,
    {
      type: "PollCreated",
      pollId: "q1",
      question: { ...question, anonymous: true },
      at: NOW,
      by: ann,
    },
    {
      type: "PollCreated",
      pollId: "q2",
      question: { ...question, anonymous: false },
      at: NOW,
      by: ann,
    },
    answer("q1", "ann-the-voter", 0),
    answer("q1", "bob-the-voter", 0),
    answer("q1", "bob-the-voter", 1),
    answer("q2", "bob-the-voter", 1),
  ]);
  await untilKept(world, "room", 7);
  const count =
    "SELECT poll_id, choices, count(*)::int FROM poll_answers GROUP BY 1, 2 ORDER BY 1, 2";
  assertEquals(await world.rows(count), [
    { poll_id: "q1", choices: [0], count: 1 },
    { poll_id: "q1", choices: [1], count: 1 },
    { poll_id: "q2", choices: [1], count: 1 },
  ]);
  const everything = JSON.stringify([
    await world.rows("SELECT * FROM poll_answers WHERE poll_id = 'q1'"),
    await world.rows("SELECT * FROM room_events"),
    await world.rows("SELECT * FROM audit"),
  ]);
  assert(!everything.includes("the-voter"));
});

test("two projectors and a database that goes away keep everything once", async (world) => {
  await world.addProjector();
  await world.addProjector();
  const rooms = ["one", "two", "three"];
  for (const room of rooms) await world.append(room, [CREATED]);
  let rev = 1;
  const round = async () => {
    rev++;
    for (const room of rooms) await world.append(room, [sent(rev, `message ${rev}`)]);
  };
  for (let count = 0; count < 30; count++) await round();
  await world.postgres.kill();
  for (let count = 0; count < 30; count++) await round();
  await until("the lag is told", () => lagOf(world), (lag) => lag > 0, LIMIT_MS);
  await world.postgres.start();
  for (let count = 0; count < 30; count++) await round();
  for (const room of rooms) await untilKept(world, room, rev);
  for (const room of rooms) {
    const rows = await world.rows(
      `SELECT message_id::int AS id, text FROM messages WHERE room_id = '${room}' ORDER BY 1`,
    );
    const wanted = Array.from(
      { length: 90 },
      (_, at) => ({ id: at + 2, text: `message ${at + 2}` }),
    );
    assertEquals(rows, wanted);
    const told = (await eventsOf(world, room)).map((event) => event.rev);
    assertEquals(told, Array.from({ length: 91 }, (_, at) => at + 1));
  }
  await until("nothing waits", () => lagOf(world), (lag) => lag === 0, LIMIT_MS);
});

test("what can't be read, is of a later version or is refused is passed over alone, and counted", async (world) => {
  await world.addProjector();
  await world.append("room", [CREATED]);
  await world.append("room", [{ type: "TeaServed" }, sent(3, "nul \0 and half \ud800")]);
  await world.append("room", [], { commands: "none" });
  // The same message id again: refused by the database, while its neighbour is kept.
  await world.append("room", [sent(3, "again"), sent(5, "after")]);
  await untilKept(world, "room", 5);
  assertEquals(await world.rows("SELECT message_id::int AS id, text FROM messages ORDER BY 1"), [
    { id: 3, text: "nul  and half \ufffd" },
    { id: 5, text: "after" },
  ]);
  for (const why of ["unreadable", "unknown", "refused"]) {
    const line = `parley_history_skipped_total{why="${why}"} 1\n`;
    await until(`what is ${why} is counted`, () => world.metrics.text(), (it) => it.includes(line));
  }
});

test("an archived room begins anew, and what a reading repeats changes nothing", async (world) => {
  await world.append("room", [CREATED, sent(2, "before")]);
  await world.append("room", [], { archived: true, commands: [] });
  await world.append("room", [CREATED, sent(4, "after")]);
  await world.addProjector();
  await untilKept(world, "room", 4);
  await world.database.run((sql) => sql`DELETE FROM projector_cursors`);
  await world.addProjector();
  const caughtUp = () => world.rows("SELECT max(seq)::int AS seq FROM projector_cursors");
  await until("all is read again", caughtUp, ([row]) => row?.["seq"] === 3, LIMIT_MS);
  assertEquals(await world.rows("SELECT text FROM messages ORDER BY message_id"), [
    { text: "before" },
    { text: "after" },
  ]);
});

function lagOf(world: World): number {
  return Number(/^parley_history_lag_entries (\S+)$/m.exec(world.metrics.text())?.[1]);
}

test("what a call may feel of its room is kept: people, moves and deaths of nodes, other owners", async (world) => {
  await world.addProjector();
  await world.append("room", [CREATED, joined("ann")]);
  await world.append("room", [
    { type: "MediaPlaced", nodeId: "media-1" },
    { type: "PeerDisconnected", peerId: "ann", at: NOW },
  ]);
  await world.append("room", [
    { type: "StandbyPromoted", nodeId: "media-2", lost: true },
    { type: "PeerConnected", peerId: "ann", connectionId: "c-2" },
  ], { epoch: 2 });
  await untilKept(world, "room", 6);
  assertEquals(
    await world.rows("SELECT kind, peer_id, detail FROM room_moments ORDER BY rev, kind DESC"),
    [
      { kind: "joined", peer_id: "ann", detail: null },
      { kind: "media-placed", peer_id: null, detail: "media-1" },
      { kind: "owner", peer_id: null, detail: "2" },
      { kind: "away", peer_id: "ann", detail: null },
      { kind: "media-lost", peer_id: null, detail: "media-2" },
      { kind: "back", peer_id: "ann", detail: null },
    ],
  );
});

test("an ended room is archived once all of it is kept: its log goes, its history stays", async (world) => {
  const ended: Fact = { type: "RoomEnded", at: NOW, by: ann };
  await world.append("room", [CREATED, joined("ann"), sent(3, "hello")]);
  await world.append("room", [ended]);
  await world.append("going-on", [CREATED]);
  await world.append("just-over", [CREATED, { ...ended, at: Date.now() }]);
  const options = { database: world.database, log: world.log, afterMs: 3_600_000, hostId: "c1" };
  await using _ = new Archivist({
    ...options,
    metrics: world.metrics,
    clock: systemClock,
    logger: silentLogger(),
    roundMs: 50,
  });
  await world.addProjector();
  await untilKept(world, "room", 4);
  const archived = () => world.rows("SELECT room_id FROM room_heads WHERE archived_at IS NOT NULL");
  assertEquals(await until("it is archived", archived, ({ length }) => length > 0, LIMIT_MS), [
    { room_id: "room" },
  ]);
  const { snapshot, entries } = await world.log.read("room");
  assertEquals([snapshot, entries.length], [undefined, 1]);
  assertEquals((await world.log.read("going-on")).entries.length, 1);
  assertEquals((await world.log.read("just-over")).entries.length, 1);
  assertEquals((await eventsOf(world, "room")).map(({ rev }) => rev), [1, 2, 3, 4]);
  const history = new History(world.database);
  assertEquals((await history.events("room", 0, 10)).map(({ rev }) => rev), [1, 2, 3, 4]);
});

test("rooms that everybody left long ago are told to end, and a meeting that stays begins anew", async (world) => {
  const DAY_MS = 24 * 3_600_000;
  const left = (at: number): Fact => ({ type: "PeerLeft", peerId: "ann", reason: "left", at });
  await world.addProjector();
  const room = { roomId: "left", code: "482913057", title: "Tea", at: NOW };
  await world.append("left", [{ type: "RoomCreated", ...room }, joined("ann"), left(NOW)]);
  await world.append("refuses", [CREATED, joined("ann"), left(NOW - 1)]);
  await world.append("left-just-now", [CREATED, joined("ann"), left(Date.now())]);
  await world.append("somebody-is-back", [CREATED, joined("ann"), left(NOW), joined("ann")]);
  await world.append("never-entered", [CREATED]);
  await untilKept(world, "never-entered", 1);
  await untilKept(world, "somebody-is-back", 4);
  for (const name of ["left", "refuses", "left-just-now"]) await untilKept(world, name, 3);
  await world.rows("UPDATE meetings SET kind = 'personal' WHERE room_id = 'left'");
  const told: unknown[] = [];
  await using rooms = new LeftRooms({
    database: world.database,
    requestRoom: (roomId, command) => {
      told.push([roomId, "body" in command ? command.body : undefined]);
      if (roomId === "left") {
        return Promise.resolve({ v: 1, ok: true, durable: true, epoch: 1, rev: 4, result: {} });
      }
      const error = {
        code: "wrong-state",
        message: "Cannot end the room as empty: somebody waits",
      };
      return Promise.resolve({ v: 1, ok: false, error });
    },
    emptyMs: DAY_MS,
    metrics: world.metrics,
    clock: systemClock,
    logger: silentLogger(),
  });
  await until("both are told", () => told, ({ length }) => length === 2, LIMIT_MS);
  await rooms[Symbol.asyncDispose]();
  const body = { type: "endIfEmpty", emptyForMs: DAY_MS };
  assertEquals(told, [["refuses", body], ["left", body]]);
  assertStringIncludes(world.metrics.text(), "parley_rooms_left_total 1");
  const meetings = () => world.rows("SELECT room_id FROM meetings WHERE kind = 'personal'");
  assertEquals(await meetings(), [{ room_id: "left" }]);
  await world.append("left", [{ type: "RoomEnded", at: NOW + DAY_MS, by: { kind: "room" } }]);
  await untilKept(world, "left", 4);
  const [moved] = await meetings();
  assert(RoomId.safeParse(moved?.["room_id"]).success && moved?.["room_id"] !== "left");
  assertEquals(await world.rows("SELECT empty_since FROM room_heads WHERE room_id = 'left'"), [
    { empty_since: null },
  ]);
});
