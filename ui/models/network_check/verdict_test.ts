import { assertEquals } from "@std/assert";
import { type Measurements, verdict } from "./verdict.ts";

const reach = (rttMs: number, loss = 0) => ({ rttMs, loss });
const NONE: Measurements = { nodes: [], relays: {}, loop: null, relayOnly: false };
const node = (udp: Measurements["nodes"][number]["udp"], tcp = udp) => ({
  nodeId: "m-1",
  region: undefined,
  udp,
  tcp,
});
const of = (measurements: Partial<Measurements>) => {
  const { grade, way } = verdict({ ...NONE, ...measurements });
  return `${grade} ${way}`;
};

Deno.test("a direct way by UDP with little delay and loss is good for HD video", () => {
  assertEquals(of({ nodes: [node(reach(40))] }), "hd direct");
  const loop = { kbits: 5_000, loss: 0.2, delayMs: 60 };
  assertEquals(of({ nodes: [node(reach(40))], loop }), "hd direct", "the relay's loss is not its");
});

Deno.test("delay, loss and a thin line each cost a grade", () => {
  assertEquals(of({ nodes: [node(reach(300))] }), "video direct");
  assertEquals(of({ nodes: [node(reach(40, 0.05))] }), "video direct");
  assertEquals(of({ nodes: [node(reach(900))] }), "audio direct");
  assertEquals(of({ nodes: [node(reach(40, 0.2))] }), "audio direct");
  const line = (kbits: number) => ({ kbits, loss: 0, delayMs: 40 });
  assertEquals(of({ nodes: [node(reach(40))], loop: line(900) }), "video direct");
  assertEquals(of({ nodes: [node(reach(40))], loop: line(200) }), "audio direct");
});

Deno.test("of several nodes the nearest counts", () => {
  assertEquals(
    verdict({ ...NONE, nodes: [node(reach(280)), node(reach(30)), node(null)] }).rttMs,
    30,
  );
});

Deno.test("without a direct way by UDP a relay is taken, by UDP before anything over TCP", () => {
  const nodes = [node(null, reach(35))];
  assertEquals(of({ nodes, relays: { udp: reach(45), tls: reach(60) } }), "hd relay");
  assertEquals(of({ nodes, relays: { udp: null, tls: reach(60) } }), "video direct-tcp");
  const shut = [node(null, null)];
  assertEquals(
    of({ nodes: shut, relays: { udp: null, tcp: null, tls: reach(60) } }),
    "video relay-tcp",
  );
});

Deno.test("through a relay the loss of what was sent through it counts", () => {
  const loop = { kbits: 4_000, loss: 0.15, delayMs: 90 };
  assertEquals(of({ nodes: [node(null)], relays: { udp: reach(45) }, loop }), "audio relay");
});

Deno.test("where nothing gets through, the network is blocked", () => {
  assertEquals(of({ nodes: [node(null)], relays: { udp: null, tcp: null } }), "blocked none");
  assertEquals(of({}), "blocked none");
});
