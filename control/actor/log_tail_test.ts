import { assertEquals, assertRejects } from "@std/assert";
import { connectNats, encode, silentLogger } from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import { poll, STATE_LIMIT_MS } from "../../kit/testing/poll.ts";
import { JetStreamLog } from "./jetstream_log.ts";
import { LogUnavailableError } from "./log.ts";
import { LogTail } from "./log_tail.ts";

const NAMES = { name: "TEST", prefix: "test", replicas: 1 };

async function open(lagMax?: number) {
  const server = await NatsServer.start({ jetstream: true });
  const bus = await connectNats({ servers: [server.url], name: "test", logger: silentLogger() });
  const reader = lagMax === undefined ? {} : { lagMax };
  const log = await JetStreamLog.open(bus, { ...NAMES, shards: 1, reader });
  const tail = await LogTail.open(bus, NAMES);
  let last = 0;
  const lastOf: Record<string, number> = {};
  return {
    server,
    log,
    tail,
    async append(actorId: string): Promise<number> {
      const result = await log.append(actorId, lastOf[actorId] ?? 0, `e${++last}`, encode(last));
      if (!result.ok) throw new Error(`Cannot append: ${result.reason}`);
      return lastOf[actorId] = result.seq;
    },
    async [Symbol.asyncDispose]() {
      await bus.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

Deno.test("a tail reads all actors' entries in their order, in pages and over holes", async () => {
  await using on = await open();
  for (let round = 0; round < 40; round++) for (const id of ["a", "b"]) await on.append(id);
  await on.tail.markRead(0, 80);
  await on.log.trim("a", 41);
  const first = await on.tail.read(0, 0, 50);
  const rest = await on.tail.read(0, first.at(-1)?.seq ?? 0, 50);
  assertEquals([first.length, rest.length, await on.tail.lastSeq(0)], [50, 10, 80]);
  const seqs = [...first, ...rest].map(({ seq }) => seq);
  assertEquals(seqs, seqs.toSorted((one, other) => one - other));
  assertEquals(first.slice(0, 3).map(({ seq, actorId }) => [seq, actorId]), [
    [2, "b"],
    [4, "b"],
    [6, "b"],
  ]);
});

Deno.test("a log drops nothing that its reader has not read, not over a restart of the server either", async () => {
  await using on = await open();
  for (let round = 0; round < 6; round++) await on.append("a");
  await on.log.trim("a", 5);
  assertEquals((await on.tail.read(0, 0, 10)).length, 6);
  await assertRejects(() => on.log.purge("a", 6), LogUnavailableError, "has not been read");
  await on.tail.markRead(0, 3);
  await on.server.kill();
  await on.server.restart();
  await poll(
    "the log is back",
    STATE_LIMIT_MS,
    () => on.log.lastSeq("a").then(Boolean, () => false),
  );
  await on.log.trim("a", 5);
  assertEquals((await on.tail.read(0, 0, 10)).map(({ seq }) => seq), [4, 5, 6]);
  await on.tail.markRead(0, 6);
  // Another's entry that waits is no reason to keep these.
  await on.append("b");
  const tombstone = await on.append("a");
  await on.log.purge("a", tombstone);
  assertEquals((await on.tail.read(0, 0, 10)).map(({ seq }) => seq), [7, 8]);
});

Deno.test("a reader that stays away holds a log for a bounded number of entries", async () => {
  await using on = await open(2);
  for (let round = 0; round < 8; round++) await on.append("a");
  await on.log.trim("a", 7);
  assertEquals((await on.tail.read(0, 0, 10)).map(({ seq }) => seq), [5, 6, 7, 8]);
});
