import { assert, assertEquals, assertRejects } from "@std/assert";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connectNats, decode, encode, silentLogger } from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import { shardOf } from "../../protocol/mod.ts";
import { JetStreamLog } from "./jetstream_log.ts";
import { WALKED_MAX } from "./jetstream_walk.ts";
import { LogUnavailableError } from "./log.ts";

const WRONG = { ok: false as const, reason: "wrong-sequence" as const };

async function open() {
  const server = await NatsServer.start({ jetstream: true });
  const bus = await connectNats({ servers: [server.url], name: "test", logger: silentLogger() });
  const log = await JetStreamLog.open(bus, { name: "TEST", prefix: "test", timeoutMs: 200 });
  return {
    server,
    bus,
    log,
    async [Symbol.asyncDispose]() {
      await bus.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

Deno.test("JetStream log refuses an append that expects another sequence", async () => {
  await using on = await open();
  assertEquals(await on.log.append("a", 0, "e1", encode(1)), { ok: true, seq: 1 });
  assertEquals(await on.log.append("b", 0, "e2", encode(1)), { ok: true, seq: 2 });
  assertEquals(await on.log.append("a", 0, "e3", encode(1)), WRONG);
  assertEquals(await on.log.append("a", 2, "e4", encode(1)), WRONG);
  assertEquals(await on.log.append("a", 1, "e5", encode(1)), { ok: true, seq: 3 });
  assertEquals([await on.log.lastSeq("a"), await on.log.lastSeq("none")], [3, 0]);
});

Deno.test("JetStream log gives a repeated append its first answer", async () => {
  await using on = await open();
  await on.log.append("a", 0, "e1", encode(1));
  assertEquals(await on.log.append("a", 0, "e1", encode(1)), { ok: true, seq: 1 });
  assertEquals((await on.log.read("a")).entries.length, 1);
});

Deno.test("JetStream log keeps the fence through trim and purge", async () => {
  await using on = await open();
  for (let seq = 0; seq < 5; seq++) await on.log.append("a", seq, `e${seq}`, encode(seq));
  await on.log.snapshot("a", 4, encode("state"));
  await on.log.trim("a", 4);
  const { snapshot, entries, lastSeq } = await on.log.read("a");
  assertEquals([snapshot?.seq, entries.map(({ seq }) => seq), lastSeq], [4, [5], 5]);
  await on.log.purge("a", 5);
  const rest = await on.log.read("a");
  assertEquals([rest.snapshot, rest.entries.length, rest.lastSeq], [undefined, 1, 5]);
  assertEquals(await on.log.append("a", 0, "stale", encode(0)), WRONG);
  assertEquals(await on.log.append("a", 5, "next", encode(0)), { ok: true, seq: 6 });
});

Deno.test("JetStream log reads every entry after the snapshot, be they few or many", async () => {
  await using on = await open();
  const consumers: string[] = [];
  on.bus.subscribe("$JS.API.CONSUMER.CREATE.>", {}, ({ subject }) => {
    consumers.push(subject);
  });
  const seqs: number[] = [];
  for (let count = 1; count <= 3 * WALKED_MAX; count++) {
    const result = await on.log.append("a", seqs.at(-1) ?? 0, `e${count}`, encode(count));
    await on.log.append("b", seqs.at(-1) ?? 0, `other${count}`, encode("not this one"));
    assert(result.ok);
    seqs.push(result.seq);
    if (count === WALKED_MAX) await on.log.snapshot("a", result.seq, encode("state"));
    const { entries, lastSeq } = await on.log.read("a");
    const after = seqs.slice(count < WALKED_MAX ? 0 : WALKED_MAX);
    assertEquals(entries.map(({ seq }) => seq), after);
    assertEquals(
      entries.map(({ data }) => decode(data)),
      after.map((seq) => seqs.indexOf(seq) + 1),
    );
    assertEquals(lastSeq, result.seq);
    // One by one as long as there are few, and then the rest together. What is heard of that on the bus may
    // come after the server's answer.
    await on.bus.flush();
    assertEquals(consumers.length, Math.max(0, count - 2 * WALKED_MAX));
  }
});

Deno.test("JetStream forgets a subject's sequence once all of it is purged", async () => {
  // Why the last entry always stays: this is the server's behaviour the log must never meet.
  await using on = await open();
  await on.log.append("a", 0, "e1", encode(1));
  const manager = await jetstreamManager(on.bus.connection);
  await manager.streams.purge("TEST_LOG_0", { filter: "test.log.0.a" });
  assertEquals(await on.log.append("a", 1, "owner", encode(1)), WRONG);
  const stale = { expect: { lastSubjectSequence: 0 } };
  const ack = await jetstream(on.bus.connection).publish("test.log.0.a", encode(1), stale);
  assertEquals(ack.seq, 2);
});

Deno.test("JetStream log keeps the newest snapshot when an older one comes late", async () => {
  await using on = await open();
  for (let seq = 0; seq < 3; seq++) await on.log.append("a", seq, `e${seq}`, encode(seq));
  await on.log.snapshot("a", 3, encode("new"));
  await on.log.snapshot("a", 2, encode("old"));
  assertEquals((await on.log.read("a")).snapshot?.seq, 3);
});

Deno.test("JetStream log survives kill -9 of the server and says what it does not know", async () => {
  await using on = await open();
  await on.log.append("a", 0, "e1", encode(1));
  await on.server.kill();
  const lost = await on.log.append("a", 1, "e2", encode(2));
  assert(!lost.ok && lost.reason === "unknown");
  await assertRejects(() => on.log.read("a"), LogUnavailableError);
  await on.server.restart();
  // The same entry again: whether the first try arrives too or not, it is there once.
  let result = await on.log.append("a", 1, "e2", encode(2));
  for (let attempt = 0; attempt < 20 && !result.ok; attempt++) {
    result = await on.log.append("a", 1, "e2", encode(2));
  }
  assertEquals(result, { ok: true, seq: 2 });
  assertEquals((await on.log.read("a")).entries.length, 2);
});

Deno.test("shards of ids are stable and even", () => {
  assertEquals([shardOf("room-1", 8), shardOf("room-2", 8)], [
    shardOf("room-1", 8),
    shardOf("room-2", 8),
  ]);
  const counts = Array.from({ length: 8 }, () => 0);
  for (let id = 0; id < 8_000; id++) {
    const shard = shardOf(`room-${id}`, 8);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  assert(Math.min(...counts) > 800 && Math.max(...counts) < 1_200, counts.join());
});

Deno.test("hosts that start together make the same streams, each once", async () => {
  await using server = await NatsServer.start({ jetstream: true });
  const names = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"];
  const buses = await Promise.all(
    names.map((name) => connectNats({ servers: [server.url], name, logger: silentLogger() })),
  );
  try {
    const options = { name: "ROOM", prefix: "room", shards: 16 };
    const logs = await Promise.all(buses.map((bus) => JetStreamLog.open(bus, options)));
    assertEquals(await logs[0]?.append("a", 0, "e1", encode(1)), { ok: true, seq: 1 });
    assertEquals(await logs[7]?.lastSeq("a"), 1);
  } finally {
    await Promise.all(buses.map((bus) => bus.close()));
  }
});
