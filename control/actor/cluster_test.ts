/** The log on three real servers, while one of them dies. */
import { assert, assertEquals } from "@std/assert";
import { connectNats, encode, type NatsBus, silentLogger } from "../../kit/mod.ts";
import { NatsCluster } from "../../kit/testing/nats_cluster.ts";
import { poll } from "../../kit/testing/poll.ts";
import { JetStreamLog } from "./jetstream_log.ts";
import type { AppendResult, LogContent } from "./log.ts";
import { World } from "./testing/world.ts";

const OPTIONS = { name: "TEST", prefix: "test", replicas: 3 };
/** Long enough for an election, and for the old leader to find itself alone. */
const OUTAGE_MS = 3_000;
const LOG_STREAM = "TEST_LOG_0";
/** How long an actor waits for its log until it goes on without. */
const PATIENCE_MS = 400;
/** An election takes a few seconds. */
const ELECTION_MS = 20_000;

async function connect(cluster: NatsCluster, servers = cluster.urls): Promise<NatsBus> {
  return await connectNats({ servers, name: "test", logger: silentLogger() });
}

/** The same entry until the log has answered. */
async function appendSurely(log: JetStreamLog, seq: number, id: string): Promise<AppendResult> {
  let result: AppendResult | undefined;
  await poll(`append ${id} has an answer`, ELECTION_MS, async () => {
    result = await log.append("a", seq, id, encode(id));
    return result.ok || result.reason === "wrong-sequence";
  }, () => result);
  return result ?? fail();
}

Deno.test("log on three servers lets one of two owners write, whichever server they ask", async () => {
  await using cluster = await NatsCluster.start();
  const buses = await Promise.all(cluster.urls.map((url) => connect(cluster, [url])));
  try {
    const logs = await Promise.all(buses.map((bus) => JetStreamLog.open(bus, OPTIONS)));
    let seq = 0;
    for (let round = 0; round < 100; round++) {
      const results = await Promise.all(
        logs.map((log, owner) => log.append("a", seq, `${round}/${owner}`, encode(round))),
      );
      const won = results.filter((result) => result.ok);
      assertEquals(won.length, 1, JSON.stringify(results));
      seq = won[0]?.seq ?? 0;
      assertEquals(await Promise.all(logs.map((log) => log.lastSeq("a"))), [seq, seq, seq]);
    }
    assertEquals((await logs[0]?.read("a"))?.entries.length, 100);
  } finally {
    await Promise.all(buses.map((bus) => bus.close()));
  }
});

Deno.test("log on three servers has each entry once when the leader is killed under load", async () => {
  await using cluster = await NatsCluster.start();
  const bus = await connect(cluster);
  try {
    const log = await JetStreamLog.open(bus, OPTIONS);
    let seq = 0;
    let killed: Promise<void> | undefined;
    for (let count = 0; count < 300; count++) {
      if (count === 100) killed = cluster.kill(await cluster.leaderOf(LOG_STREAM));
      const result = await appendSurely(log, seq, `e${count}`);
      assert(result.ok, `append ${count} after ${seq}: ${JSON.stringify(result)}`);
      seq = result.seq;
    }
    await killed;
    // The stream of snapshots may still be electing.
    let content: LogContent | undefined;
    await poll("the log can be read", ELECTION_MS, async () => {
      content = await log.read("a").catch(() => undefined);
      return content !== undefined;
    });
    assertEquals([content?.entries.length, content?.lastSeq], [300, seq]);
    // Opening finds the streams although a server is gone.
    await JetStreamLog.open(bus, OPTIONS);
  } finally {
    await bus.close();
  }
});

Deno.test("actor goes on while its log's servers elect another leader", async () => {
  await using cluster = await NatsCluster.start();
  const options = { ...OPTIONS, timeoutMs: 200 };
  const first = await connect(cluster);
  await JetStreamLog.open(first, options);
  await first.close();
  const leader = await cluster.leaderOf(LOG_STREAM);
  // The bus is not what fails here.
  const servers = cluster.urls.filter((_, index) => index !== leader);
  const buses = new Map<unknown, NatsBus>();
  await using world = await World.on({
    async connect() {
      const bus = await connect(cluster, servers);
      buses.set(bus, bus);
      return bus;
    },
    openLog: (bus) => JetStreamLog.open(buses.get(bus) ?? fail(), options),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const { host, counts } = await world.host("h1", { limits: { appendPatienceMs: PATIENCE_MS } });
  const add = () => world.ask("a", world.command("a", { type: "add", amount: 1 }));
  assert((await add()).ok);
  cluster.server(leader).pause();
  const waitsMs: number[] = [];
  for (const endsAt = performance.now() + OUTAGE_MS; performance.now() < endsAt;) {
    const begun = performance.now();
    const reply = await add();
    assert(reply.ok, `${JSON.stringify(reply)} after ${waitsMs}`);
    waitsMs.push(performance.now() - begun);
  }
  cluster.server(leader).resume();
  await world.until("the log has everything", () => host.peek("a")?.durable === true);
  const last = await add();
  assert(last.ok);
  assertEquals([last.rev, last.durable, counts.fenced], [waitsMs.length + 2, true, undefined]);
  // One waits until the owner is sure that the log is away, and after it nobody but for a processor.
  const medianMs = waitsMs.toSorted((a, b) => a - b)[waitsMs.length >> 1] ?? 0;
  assert(medianMs < PATIENCE_MS, `most answers took ${medianMs} ms and more`);
  assertEquals([counts.degraded, counts.recovered], [1, 1]);
});

function fail(): never {
  throw new Error("Cannot go on: that should not be");
}
