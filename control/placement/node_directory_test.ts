import { assert, assertEquals } from "@std/assert";
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
  readonly doubtful: string[] = [];
  readonly absent = new Set<string>();
  hears = true;
  readonly directory = new NodeDirectory({
    bus: this.bus,
    clock: this.clock,
    logger: silentLogger(),
    newId: () => "ping",
    hears: () => this.hears,
    onGone: (nodeId) => this.gone.push(nodeId),
    isAbsent: (nodeId) => this.absent.has(nodeId),
    onDoubtful: (nodeId) => this.doubtful.push(nodeId),
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

/** Someone who looks on, as a tool for watching the bus does, and says nothing. */
const listenTo = (world: World) => world.broker.connect().subscribe(">", {}, () => {});

Deno.test("a node whose connection ended is gone as soon where somebody listens to its subject", async () => {
  const passedMs = async (listened: boolean) => {
    await using world = new World();
    const node = new FakeNode(world.broker.connect(), "m1");
    node.beat();
    await world.pass(STEP_MS);
    if (listened) listenTo(world);
    await node[Symbol.asyncDispose]();
    world.absent.add("m1");
    world.directory.suspect("m1");
    await world.pass(STEP_MS);
    assertEquals(world.doubtful, ["m1"], "what costs nothing is done at once");
    let passed = STEP_MS;
    for (; world.gone.length === 0 && passed < LONG_MS; passed += STEP_MS) {
      await world.pass(STEP_MS);
    }
    return passed;
  };
  const [alone, listened] = [await passedMs(false), await passedMs(true)];
  assert(listened <= alone + 2 * STEP_MS, `${listened} ms instead of ${alone}`);
});

Deno.test("a node that has a connection again is only slow, where somebody listens to its subject", async () => {
  await using world = new World();
  const node = new FakeNode(world.broker.connect(), "m1");
  node.beat();
  await world.pass(STEP_MS);
  listenTo(world);
  await node[Symbol.asyncDispose]();
  world.absent.add("m1");
  world.directory.suspect("m1");
  await world.pass(STEP_MS);
  world.absent.delete("m1");
  await world.pass(1_000);
  assertEquals([world.doubtful, world.gone], [["m1"], []]);
});
