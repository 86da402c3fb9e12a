import { assertEquals } from "@std/assert";
import { MemoryBroker, silentLogger } from "../../kit/mod.ts";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { FakeNode } from "../media/testing/fake_node.ts";
import { NodeDirectory } from "./node_directory.ts";

const STEP_MS = 100;
/** Longer than a node may be silent. */
const LONG_MS = 5_000;

/** A directory on a clock that moves when a test says so. */
class World implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly broker = new MemoryBroker({ clock: this.clock });
  readonly bus = this.broker.connect();
  readonly gone: string[] = [];
  hears = true;
  readonly directory = new NodeDirectory({
    bus: this.bus,
    clock: this.clock,
    logger: silentLogger(),
    newId: () => "ping",
    hears: () => this.hears,
    onGone: (nodeId) => this.gone.push(nodeId),
    onDoubtful: () => {},
    onChanged: () => {},
  });

  /** Lets time pass in steps shorter than every interval, each with its messages. */
  async pass(ms: number, during: () => void = () => {}): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      during();
      this.clock.advance(STEP_MS);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.directory[Symbol.asyncDispose]();
    await this.bus.close();
  }
}

Deno.test("a node that a room relies on and that never beats is gone", async () => {
  await using world = new World();
  world.directory.await("m1");
  world.directory.await("m2");
  world.directory.forget("m2");
  await world.pass(LONG_MS);
  assertEquals(world.gone, ["m1"]);
});

Deno.test("a node whose beats cease is gone, one that beats is not", async () => {
  await using world = new World();
  const nodes = ["m1", "m2"].map((nodeId) => new FakeNode(world.broker.connect(), nodeId));
  const [m1, m2] = nodes;
  m2?.beat();
  await world.pass(LONG_MS, () => m1?.beat());
  assertEquals(world.gone, ["m2"]);
  assertEquals(world.directory.living().map(({ nodeId }) => nodeId), ["m1"]);
  for (const node of nodes) await node[Symbol.asyncDispose]();
});

Deno.test("who hears nothing judges nobody, and gives all the whole limit again", async () => {
  await using world = new World();
  await using m1 = new FakeNode(world.broker.connect(), "m1");
  m1.beat();
  await world.pass(STEP_MS);
  world.hears = false;
  await world.pass(2 * LONG_MS);
  assertEquals(world.gone, []);
  world.hears = true;
  await world.pass(2_000);
  assertEquals(world.gone, []);
  await world.pass(LONG_MS);
  assertEquals(world.gone, ["m1"]);
});
