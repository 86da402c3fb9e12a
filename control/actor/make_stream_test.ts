import { assertEquals } from "@std/assert";
import { jetstreamManager, StorageType } from "@nats-io/jetstream";
import { connectNats, silentLogger } from "../../kit/mod.ts";
import { NatsCluster } from "../../kit/testing/nats_cluster.ts";
import { makeStream } from "./make_stream.ts";

Deno.test("a stream that is there gets more replicas when more are wanted, and never fewer", async () => {
  await using cluster = await NatsCluster.start();
  const options = { servers: cluster.urls, name: "test", logger: silentLogger() };
  const bus = await connectNats(options);
  try {
    const manager = await jetstreamManager(bus.connection, { timeout: 5_000 });
    const config = { name: "LOG", subjects: ["log.>"], storage: StorageType.File };
    const replicas = async () => (await manager.streams.info("LOG")).config.num_replicas;
    await makeStream(manager, { ...config, num_replicas: 1 });
    await makeStream(manager, { ...config, num_replicas: 3 });
    assertEquals(await replicas(), 3);
    await makeStream(manager, { ...config, num_replicas: 1 });
    assertEquals(await replicas(), 3);
  } finally {
    await bus.close();
  }
});
