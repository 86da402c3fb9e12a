/** The second plane: made beside the first, used when the first is lost, doubtful or to be left. */
import { assert, assertEquals } from "@std/assert";
import type { PlaneView } from "../protocol/mod.ts";
import { FakeNode } from "./media/testing/fake_node.ts";
import { CAM, Client, MIC, reached, ROOM, World } from "./testing/world.ts";

/** A room of two on m1 whose second planes on m2 are complete. */
class Call implements AsyncDisposable {
  readonly #disposables = new AsyncDisposableStack();

  private constructor(
    readonly world: World,
    readonly m2: FakeNode,
    readonly a: Client,
    readonly b: Client,
  ) {
    for (const each of [world, m2, a, b]) this.#disposables.use(each);
  }

  static async start(): Promise<Call> {
    const world = await World.create();
    const m2 = new FakeNode(world.broker.connect(), "m2");
    const a = await new Client(world, "a").join();
    const b = await new Client(world, "b").join();
    const call = new Call(world, m2, a, b);
    await a.publish([MIC, CAM]);
    await b.publish([MIC]);
    await reached("both hear each other", async () => {
      m2.beat();
      await Promise.all([a.look(), b.look()]);
      return a.view.ready.length === 1 && b.view.ready.length === 2;
    });
    return call;
  }

  async secure(): Promise<this> {
    const { a, b, m2 } = this;
    await reached("both have a second plane", async () => {
      m2.beat();
      await Promise.all([a.look(), b.look()]);
      return a.view.standby !== undefined && b.view.standby !== undefined;
    });
    await a.publish([MIC, CAM], standbyOf(a));
    await b.publish([MIC], standbyOf(b));
    await reached("both second planes are complete", async () => {
      await Promise.all([a.look(), b.look()]);
      return a.view.standby?.ready.length === 1 && b.view.standby?.ready.length === 2;
    });
    await Promise.all([a.look(), b.look()]);
    await reached("the second planes' consumers wait for nothing", () => {
      const consumers = [...m2.held(ROOM).consumers.values()];
      return consumers.length === 3 && consumers.filter(({ paused }) => paused).length <= 1;
    });
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#disposables.disposeAsync();
  }
}

function standbyOf({ view: { standby } }: Client): PlaneView {
  assert(standby);
  return standby;
}

Deno.test("a room of two gets second planes on another node, its first ones stay as they are", async () => {
  await using call = await (await Call.start()).secure();
  const { a, m2, world } = call;
  assertEquals(m2.held(ROOM).producers.size, 3);
  assertEquals(world.nodes.m1.held(ROOM).producers.size, 3);
  assertEquals(a.updates.filter(({ use }) => use === "standby").length > 0, true);
  assert(standbyOf(a).generation > a.view.generation);
});

Deno.test("a newcomer gets a second plane once it has the first", async () => {
  await using call = await (await Call.start()).secure();
  await using c = await new Client(call.world, "c").join();
  assertEquals(c.view.standby, undefined);
  await c.look();
  await reached("c has a second plane", () => c.view.standby?.ready.length === 3);
});

Deno.test("who comes back over another socket is told again what the former one may have swallowed", async () => {
  await using call = await Call.start();
  const { a, b, m2 } = call;
  b.isAway = true;
  await reached("a has a second plane", async () => {
    m2.beat();
    await a.look();
    return a.view.standby !== undefined;
  });
  b.isAway = false;
  await b.tell({ type: "resume", rev: 0, view: b.view, connectionId: "c-b2" });
  await reached("b has one too", () => b.view.standby !== undefined);
});

Deno.test("death of the node's worker is one word to each client: use the other plane", async () => {
  await using call = await (await Call.start()).secure();
  const { a, b, m2, world } = call;
  const second = [standbyOf(a).generation, standbyOf(b).generation];
  const steps = m2.steps.length;
  world.nodes.m1.loseWorker();
  await reached(
    "both use their second planes",
    () => a.view.generation === second[0] && b.view.generation === second[1],
  );
  const word = a.updates.findLast(({ generation }) => generation === second[0]);
  const { generation } = a.view;
  assertEquals(word, { generation, use: "active", lost: true, consumers: [], closed: [] });
  assertEquals(m2.steps.length, steps, "the node had nothing to do");
});

Deno.test("after a death everybody gets a new second plane where there is a node", async () => {
  await using call = await (await Call.start()).secure();
  const { a, b, world } = call;
  world.nodes.m1.loseWorker();
  await reached("both have other second planes", async () => {
    world.nodes.m1.beat();
    await Promise.all([a.look(), b.look()]);
    return (a.view.standby?.generation ?? 0) > a.view.generation;
  });
  assertEquals(world.nodes.m1.held(ROOM).router, true);
});

Deno.test("a stalled worker is left while it may still forward, and closed later", async () => {
  await using call = await (await Call.start()).secure();
  const { a, b, world } = call;
  const { m1 } = world.nodes;
  const second = standbyOf(a).generation;
  m1.stall();
  await reached("a uses its second plane", () => a.view.generation === second);
  assertEquals(m1.held(ROOM).router, true, "clients may still see what it sends");
  await Promise.all([a.look(), b.look()]);
  await reached("m1 holds nothing", () => !m1.held(ROOM).router);
});

Deno.test("clients that hear nothing make the owner ask the node, and move if it is gone", async () => {
  await using call = await (await Call.start()).secure();
  const { a, world } = call;
  const second = standbyOf(a).generation;
  world.nodes.m1.silent = true;
  a.view.silent = true;
  await a.look();
  await reached("a uses its second plane", () => a.view.generation === second);
});

Deno.test("a client's silence moves nobody from a node that answers", async () => {
  await using call = await (await Call.start()).secure();
  const { a } = call;
  const { generation } = a.view;
  a.view.silent = true;
  await a.look();
  delete a.view.silent;
  await a.look();
  assertEquals(a.view.generation, generation);
  assertEquals(a.updates.at(-1)?.use, "standby");
});

Deno.test("a room leaves a draining node for its second planes, nobody's media made anew", async () => {
  await using call = await (await Call.start()).secure();
  const { a, b, world } = call;
  const { m1 } = world.nodes;
  const second = standbyOf(a).generation;
  m1.draining = true;
  m1.beat();
  await reached("a uses its second plane", async () => {
    await Promise.all([a.look(), b.look()]);
    return a.view.generation === second;
  });
  await Promise.all([a.look(), b.look()]);
  await reached("m1 holds nothing", () => !m1.held(ROOM).router);
});

Deno.test("a draining node that only stands by is left too", async () => {
  await using call = await (await Call.start()).secure();
  const { a, b, m2 } = call;
  const { generation } = a.view;
  m2.draining = true;
  m2.beat();
  await reached("m2 holds nothing", async () => {
    await Promise.all([a.look(), b.look()]);
    return !m2.held(ROOM).router;
  });
  assertEquals(a.view.generation, generation);
  assertEquals(a.view.standby, undefined);
});

Deno.test("a node that was started again before anybody missed it is a lost one", async () => {
  await using call = await (await Call.start()).secure();
  const { a, b, world } = call;
  const second = standbyOf(a).generation;
  world.nodes.m1.restart();
  await reached("a uses its second plane", () => a.view.generation === second);
  await reached("a has another second plane", async () => {
    await Promise.all([a.look(), b.look()]);
    return (a.view.standby?.generation ?? 0) > second;
  });
});

Deno.test("a standby on a node that may be gone is not used", async () => {
  await using call = await (await Call.start()).secure();
  const { a, m2, world } = call;
  const { generation } = a.view;
  m2.stall();
  world.nodes.m1.draining = true;
  world.nodes.m1.beat();
  await reached("a has another second plane or none", () => {
    const told = a.updates.at(-1);
    return told?.use === "closed" || (told?.generation ?? 0) > generation + 1;
  });
  assertEquals(world.nodes.m1.held(ROOM).router, true);
});

Deno.test("a new owner finds both planes as they were", async () => {
  await using call = await (await Call.start()).secure();
  const { a, b, m2, world } = call;
  const steps = [world.nodes.m1.steps.length, m2.steps.length];
  await world.addHost("c2").host.adopt(ROOM);
  await Promise.all([a.look(), b.look()]);
  await a.tell({ type: "setProducerPaused", producerId: "a:mic", paused: true });
  await reached(
    "both nodes mute the track",
    () =>
      [world.nodes.m1, m2].every((node) =>
        node.held(ROOM).producers.values().some(({ paused }) => paused)
      ),
  );
  const done = [world.nodes.m1.steps.slice(steps[0]), m2.steps.slice(steps[1])];
  assertEquals(done.map((steps) => steps.map(({ type }) => type)), [
    ["ensureProducer"],
    ["ensureProducer"],
  ]);
});

Deno.test("an ICE restart wished for is done once and told", async () => {
  await using call = await Call.start();
  const { a } = call;
  a.view.ice = { wanted: 1, applied: 0 };
  await a.look();
  await reached("a has new ICE parameters", () => a.updates.at(-1)?.ice === 1);
  const { transports, generation } = a.updates.at(-1) ?? {};
  assertEquals(generation, a.view.generation);
  assert(transports);
  const told = a.updates.length;
  await a.look();
  await a.look();
  assertEquals(a.updates.filter(({ ice }) => ice === 1).length, 1, `${told}`);
});
