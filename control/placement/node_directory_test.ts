import { assertEquals } from "@std/assert";
import { MemoryBroker, silentLogger, systemClock } from "../../kit/mod.ts";
import { poll } from "../../kit/testing/poll.ts";
import { NodeDirectory } from "./node_directory.ts";

/** Four times what a node may be silent. */
const LIMIT_MS = 14_000;

Deno.test("a node that a room relies on and that never beats is gone", async () => {
  const broker = new MemoryBroker();
  const bus = broker.connect();
  const gone: string[] = [];
  const directory = new NodeDirectory({
    bus,
    clock: systemClock,
    logger: silentLogger(),
    newId: () => crypto.randomUUID(),
    onGone: (nodeId) => gone.push(nodeId),
    onDoubtful: () => {},
    onChanged: () => {},
  });
  directory.await("m1");
  directory.await("m2");
  directory.forget("m2");
  await poll("m1 is gone", LIMIT_MS, () => gone.length > 0);
  assertEquals(gone, ["m1"]);
  await directory[Symbol.asyncDispose]();
  await bus.close();
});
