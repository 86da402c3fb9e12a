import { assertNotEquals } from "@std/assert";
import { jetstream, jetstreamManager, StorageType } from "@nats-io/jetstream";
import { silentLogger } from "../log.ts";
import { connectNats } from "../nats_bus.ts";
import { NatsCluster } from "./nats_cluster.ts";
import { poll, STATE_LIMIT_MS } from "./poll.ts";

const STREAM = "KEPT";

Deno.test("a cluster keeps a replicated stream when its leader is killed, and takes it back", async () => {
  await using cluster = await NatsCluster.start();
  const bus = await connectNats({ servers: cluster.urls, name: "test", logger: silentLogger() });
  try {
    const manager = await jetstreamManager(bus.connection, { timeout: 10_000 });
    await manager.streams.add({
      name: STREAM,
      subjects: ["kept.>"],
      storage: StorageType.File,
      num_replicas: 3,
    });
    const client = jetstream(bus.connection, { timeout: 500 });
    const append = async () => {
      try {
        return (await client.publish("kept.a", "x")).seq > 0;
      } catch {
        return false;
      }
    };
    await poll("an entry is taken", STATE_LIMIT_MS, append);
    const leader = await cluster.leaderOf(STREAM);
    await cluster.kill(leader);
    await poll("the others take an entry", STATE_LIMIT_MS, append);
    assertNotEquals(await cluster.leaderOf(STREAM), leader);
    await cluster.restart(leader);
    await cluster.untilQuorum();
  } finally {
    await bus.close();
  }
});
