import { assertEquals, assertRejects } from "@std/assert";
import { MemoryBroker, silentLogger } from "../../../kit/mod.ts";
import {
  type NodeBeat,
  NodeEnvelope,
  type NodeReply,
  type StepResult,
  subjects,
  type TransportInfo,
} from "../../../protocol/mod.ts";
import { ManualClock } from "../../gateway/testing/manual_clock.ts";
import { until } from "../../../tests/harness/until.ts";
import { Refusal } from "../refusals.ts";
import { CHECK_MS, CheckDesk, CHECKS_MAX } from "./check_desk.ts";
import { NodeBeats } from "./node_beats.ts";

const TRANSPORT: TransportInfo = {
  id: "check:recv:1",
  iceParameters: { usernameFragment: "ufrag", password: "password", iceLite: true },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: "sha-256", value: "AB:CD" }] },
};

/** Two regions with a node each, and a third node in one of them. */
const BEATS = [
  beat("busy", { region: "eu", transports: 90 }),
  beat("calm", { region: "eu", transports: 3 }),
  beat("far", { region: "us", transports: 40 }),
];

Deno.test("a check knocks at the least busy node of each region, at a room of its own", async () => {
  const world = setUp();
  const { targets, validMs, iceServers } = await world.desk.begin();
  assertEquals(targets.map(({ nodeId, region }) => [nodeId, region]), [
    ["calm", "eu"],
    ["far", "us"],
  ]);
  assertEquals(targets[0]?.transport, TRANSPORT);
  assertEquals([validMs, iceServers], [CHECK_MS, [{ urls: ["turn:check-1"] }]]);
  assertEquals(world.steps, [
    "calm check-1 ensureRouter+ensureTransport",
    "far check-1 ensureRouter+ensureTransport",
  ]);
});

Deno.test("what a check made is closed after a while, also where the node did not answer", async () => {
  const world = setUp({ mute: ["far"] });
  assertEquals((await world.desk.begin()).targets.map(({ nodeId }) => nodeId), ["calm"]);
  world.steps.length = 0;
  world.clock.advance(CHECK_MS);
  await until("both are closed", () => world.steps.toSorted(), ({ length }) => length === 2);
  assertEquals(world.steps.toSorted(), ["calm check-1 closeRouter", "far check-1 closeRouter"]);
});

Deno.test("so many checks at once and no more, and an end closes them all", async () => {
  const world = setUp();
  for (let n = 0; n < CHECKS_MAX; n++) await world.desk.begin();
  const refusal = await assertRejects(() => world.desk.begin(), Refusal);
  assertEquals(refusal.error.code, "overloaded");
  world.steps.length = 0;
  await world.desk[Symbol.asyncDispose]();
  assertEquals(world.steps.length, 2 * CHECKS_MAX);
});

Deno.test("nodes that drain, have no worker, or were not heard lately are not asked", async () => {
  const broker = new MemoryBroker();
  const [bus, nodes] = [broker.connect(), broker.connect()];
  const clock = new ManualClock();
  const beats = new NodeBeats({ bus, clock });
  const say = (beat: NodeBeat) => nodes.publish(subjects.mediaBeat(beat.nodeId), beat);
  say(beat("old", { transports: 0 }));
  await until("the old one is heard", () => beats.ofEachRegion(), ({ length }) => length === 1);
  clock.advance(60_000);
  say(beat("draining", { transports: 0, draining: true }));
  say(beat("dead", { transports: 0, alive: false }));
  say(beat("good", { transports: 9 }));
  await until(
    "the good one is heard",
    () => beats.ofEachRegion(),
    ([only, ...others]) => only?.nodeId === "good" && others.length === 0,
  );
});

function setUp({ mute = [] }: { mute?: readonly string[] } = {}) {
  const broker = new MemoryBroker();
  const clock = new ManualClock();
  const steps: string[] = [];
  for (const { nodeId } of BEATS) {
    broker.connect().subscribe(subjects.mediaCommand(nodeId), {}, (message) => {
      const { roomId, body } = NodeEnvelope.parse(message.body);
      if (body.type !== "apply") throw new TypeError("Cannot answer: only steps are expected");
      steps.push(`${nodeId} ${roomId} ${body.steps.map(({ type }) => type).join("+")}`);
      const results = body.steps.map(({ type }): StepResult =>
        type === "ensureTransport" ? { ok: true, transport: TRANSPORT } : { ok: true }
      );
      const error = { code: "no-worker", message: "Cannot" };
      const reply: NodeReply = mute.includes(nodeId)
        ? { v: 1, ok: false, error }
        : { v: 1, ok: true, results };
      message.respond(reply);
    });
  }
  let ids = 0;
  const desk = new CheckDesk({
    bus: broker.connect(),
    clock,
    logger: silentLogger(),
    nodes: { ofEachRegion: () => BEATS.slice(1) },
    ice: (user) => Promise.resolve({ iceServers: [{ urls: [`turn:${user}`] }] }),
    newId: () => `${++ids}`,
  });
  return { desk, clock, steps };
}

function beat(
  nodeId: string,
  { region, transports, draining = false, alive = true }: {
    region?: string;
    transports: number;
    draining?: boolean;
    alive?: boolean;
  },
): NodeBeat {
  const workers = [{ alive, routers: 0, transports, consumers: 0, load: 0 }];
  const where = region === undefined ? {} : { region };
  return { v: 1, nodeId, bootId: nodeId, at: 0, draining, ...where, workers };
}
