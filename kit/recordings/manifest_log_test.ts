import { assertEquals, assertLess } from "@std/assert";
import { jetstreamManager } from "@nats-io/jetstream";
import { subjects } from "../../protocol/mod.ts";
import { silentLogger } from "../log.ts";
import { connectNats } from "../nats_bus.ts";
import { NatsServer } from "../testing/nats_server.ts";
import { ManifestLog } from "./manifest_log.ts";
import { RECORDINGS_STREAM } from "./streams.ts";

const ENTRIES = 8;

Deno.test("a manifest that is deleted while it is read is read as what is left of it", async () => {
  await using server = await NatsServer.start({ jetstream: true });
  const bus = await connectNats({ servers: [server.url], name: "test", logger: silentLogger() });
  const log = await ManifestLog.open(bus, { reader: "reader", replicas: 1 });
  const manager = await jetstreamManager(bus.connection);
  const write = async (id: string) => {
    for (let n = 0; n < ENTRIES; n++) {
      const body = { type: "JobEnded", job: "compose", outcome: "done" } as const;
      await log.append({ v: 1, recordingId: id, at: n, part: null, body }, `${n}`);
    }
  };
  await write("whole-r1");
  assertEquals((await log.read("whole-r1")).length, ENTRIES);
  // Between the count of the entries and their delivery, in most of the turns.
  for (let turn = 0; turn < 4; turn++) {
    const id = `room${turn}-r1`;
    await write(id);
    const reading = log.read(id);
    for (let ahead = 0; ahead < turn; ahead++) await manager.getAccountInfo();
    await manager.streams.purge(RECORDINGS_STREAM, { filter: subjects.recordingLog(id) });
    assertLess((await reading).length, ENTRIES + 1);
    assertEquals(await log.read(id), []);
  }
  await bus.close();
});
